import type {
  AddresseeView,
  Basis,
  Carrier,
  Course,
  Kind,
  NoticeView,
  Outage,
  Rung,
  Step,
  WindowName,
  WindowState,
} from '../wire/types';

/** One line of what happened to a message for one addressee, or will if nobody acts. */
export type Line = { at: number; happened: boolean; tone: 'good' | 'bad' | 'warn' | 'plain'; basis?: Basis } & (
  | { what: 'rung'; rung: Rung; carrier?: Carrier; who?: string; late: boolean; implied: boolean }
  | { what: 'window'; window: WindowName; state: WindowState; outage?: Outage }
  | { what: 'step'; step: Step }
  | { what: 'notice'; means: string; state: NoticeView['state']; to: string; attempts: number; reason?: string }
  | { what: 'act'; kind: Kind; who: string; late: boolean }
);

/** The timeline of one addressee, oldest first: rungs, windows, steps, mails and acts, then what is to come. */
export function story(view: Course, a: AddresseeView): Line[] {
  const lines: Line[] = [];
  for (const r of a.rungs) {
    lines.push({
      at: Date.parse(r.at),
      happened: true,
      tone: r.late ? 'warn' : r.rung === 'acknowledged' || r.rung === 'answered' ? 'good' : 'plain',
      what: 'rung',
      rung: r.rung,
      carrier: r.rung === 'accepted' ? undefined : r.carrier,
      who: r.by,
      late: r.late,
      implied: r.implied,
    });
  }
  for (const w of a.windows) {
    const open = w.state === 'open';
    lines.push({
      at: Date.parse(open || w.state === 'lapsed' ? w.due : (w.at ?? w.due)),
      happened: !open,
      tone: w.state === 'lapsed' ? 'bad' : w.state === 'met' ? 'good' : 'plain',
      what: 'window',
      window: w.window,
      state: w.state,
      outage: w.outage,
      basis: w.basis,
    });
  }
  for (const s of a.steps)
    lines.push({
      at: Date.parse(s.at ?? s.due),
      happened: s.at !== undefined,
      tone: s.at === undefined ? 'plain' : 'warn',
      what: 'step',
      step: s.step,
    });
  for (const n of a.notices) {
    lines.push({
      at: Date.parse(n.state === 'owed' && n.due ? n.due : n.at),
      happened: n.state !== 'owed',
      tone: n.state === 'dead' || n.state === 'returned' ? 'bad' : 'plain',
      what: 'notice',
      means: n.means,
      state: n.state,
      to: n.to,
      attempts: n.attempts,
      reason: n.reason,
    });
  }
  for (const act of view.acts) {
    const ours = act.from === a.participant || act.kind === 'withdrawal' || act.kind === 'closure';
    // Acknowledged and answered stand on the ladder already.
    const onLadder = a.rungs.some((r) => r.position === act.position);
    if (ours && !onLadder)
      lines.push({
        at: Date.parse(act.at),
        happened: true,
        tone: 'plain',
        what: 'act',
        kind: act.kind,
        who: `${act.from}/${act.sender}`,
        late: act.late,
      });
  }
  return lines.sort((x, y) => Number(y.happened) - Number(x.happened) || x.at - y.at);
}
