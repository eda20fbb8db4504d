import type { PlanAddressee, Step, WindowName } from '../wire/types';

/** What happens when to one addressee, in the order in which it would happen; said in words by the screen. */
export interface PlanLine {
  participant: string;
  window: WindowName;
  seconds: number;
  basis: { kind: 'regime' | 'operator-default'; source: string };
  then: { step: Step; seconds: number; mail: boolean }[];
}

/** One line for each window of an addressee that somebody must meet, with what follows silence in it. */
export function planLines(addressee: PlanAddressee): PlanLine[] {
  return addressee.windows.map((w) => ({
    participant: addressee.participant,
    window: w.window,
    seconds: w.seconds,
    basis: w.basis,
    then: addressee.steps
      .filter((s) => s.window === w.window)
      .sort((a, b) => a.seconds - b.seconds)
      .map((s) => ({ step: s.step, seconds: s.seconds, mail: s.notices.length > 0 })),
  }));
}
