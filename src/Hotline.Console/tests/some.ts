import type {
  AddresseeView, Awaited, AwaitedView, ExchangeView, WindowName, WindowState, WindowView,
} from '../src/wire/types';
import type { Envelope } from '../src/wire/payload';

// One source of test data: an exchange from XA to XB that was accepted at noon.
export const noon = Date.parse('2026-03-01T12:00:00.000Z');
export const at = (minutes: number): string => new Date(noon + minutes * 60_000).toISOString();
let next = 0;
export const someId = (): string => `0198c0de-0000-7000-8000-${String(++next).padStart(12, '0')}`;

export const someWindow = (window: WindowName, due: number, state: WindowState = 'open'): WindowView => ({
  window,
  opened: at(0),
  due: at(due),
  state,
  basis: { kind: 'operator-default', source: 'modelled on nothing' },
  ...(state === 'open' ? {} : { at: at(due) }),
});

export const someAddressee = (more: Partial<AddresseeView> = {}): AddresseeView => ({
  participant: 'XB',
  role: 'action',
  rung: 'delivered',
  rungs: [],
  windows: [someWindow('delivery', 5, 'met'), someWindow('acknowledgement', 30), someWindow('response', 120)],
  steps: [],
  notices: [],
  ...more,
});

/** The message that opened {@link someExchange}. */
export const someEnvelope = (more: Partial<Envelope> = {}): Envelope => {
  const id = more.id ?? someId();
  return {
    version: 1, id, from: 'XA', sender: 'officer', to: ['XB'], regime: 'exercise', kind: 'incident-notification',
    precedence: 'priority', status: 'exercise', tlp: 'amber', created: at(0), exchange: id, ...more,
  };
};

export const someExchange = (more: Partial<ExchangeView> = {}): ExchangeView => ({
  id: someId(),
  regime: 'exercise',
  kind: 'incident-notification',
  precedence: 'priority',
  status: 'exercise',
  tlp: 'amber',
  from: 'XA',
  sender: 'officer',
  state: 'open',
  created: at(0),
  acceptedAt: at(0),
  position: ++next,
  addressees: [someAddressee()],
  acts: [],
  turn: 'nobody',
  awaits: [],
  may: [],
  hubTime: at(1),
  ...more,
});

const awaited: Partial<Record<WindowName, Awaited>> = {
  delivery: 'take-delivery',
  acknowledgement: 'acknowledge',
  response: 'respond',
};
const met: Partial<Record<WindowName, string[]>> = {
  delivery: ['delivered', 'displayed', 'acknowledged', 'answered'],
  acknowledgement: ['acknowledged', 'answered'],
  response: ['answered'],
};

/** The view as the hub would give it to a reader: what is awaited of whom, and whose turn it is. */
export function to(reader: string, view: ExchangeView): ExchangeView {
  const mine = (a: AwaitedView) => a.of === reader && a.what !== 'take-delivery';
  const rank = (a: AwaitedView) => (mine(a) ? 0 : a.lapsed ? 2 : 1);
  const seen = view.addressees.filter((a) => view.from === reader || a.participant === reader);
  const awaits: AwaitedView[] =
    view.state !== 'open'
      ? []
      : seen
          .flatMap((a) =>
            a.windows
              .filter((w) => (w.state === 'open' || w.state === 'lapsed') && !met[w.window]?.includes(a.rung))
              .map((w) => ({
                of: a.participant,
                what: awaited[w.window]!,
                about: a.participant,
                window: w.window,
                due: w.due,
                lapsed: w.state === 'lapsed',
              })),
          )
          .sort((a, b) => rank(a) - rank(b) || (a.due < b.due ? -1 : 1));
  const turn = awaits.some(mine) ? 'ours' : awaits.some((a) => a.what !== 'take-delivery') ? 'theirs' : 'nobody';
  return { ...view, awaits, turn };
}
