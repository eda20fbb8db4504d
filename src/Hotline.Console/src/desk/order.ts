import type { AddresseeView, ExchangeView, WindowName, WindowView } from '../wire/types';

/** Who must act next in an exchange, and until when. */
export type Turn = 'ours' | 'theirs' | 'nobody';

/** An exchange as a line of the desk: what is to be done, by whom, by when. */
export interface Row {
  id: string;
  view: ExchangeView;
  turn: Turn;
  /** What is asked of whoever's turn it is. */
  ask: 'acknowledge' | 'respond' | null;
  /** The window that runs, or that lapsed without the act. */
  window: WindowView | null;
  /** Milliseconds by the hub's clock; null when nothing runs. */
  due: number | null;
  /** Addressees that the row waits for. */
  waitsFor: string[];
  /** Somebody let a window lapse. */
  lapsed: boolean;
  incoming: boolean;
}

const done = { acknowledgement: 'acknowledged', response: 'answered' } as const;
const asks = { acknowledgement: 'acknowledge', response: 'respond' } as const;
const owed: ('acknowledgement' | 'response')[] = ['acknowledgement', 'response'];
const height = { accepted: 0, carried: 1, delivered: 2, displayed: 3, acknowledged: 4, answered: 5 } as const;

/** True when the addressee has reached a rung or a higher one. */
export const reached = (a: AddresseeView, rung: keyof typeof height): boolean => height[a.rung] >= height[rung];

/** The first window in which an act of this addressee is still awaited, lapsed ones included: a late act is better than none. */
export function awaited(view: ExchangeView, a: AddresseeView): WindowView | null {
  if (view.state !== 'open') return null;
  for (const name of owed) {
    const window = a.windows.find((w) => w.window === name);
    if (window && (window.state === 'open' || window.state === 'lapsed') && !reached(a, done[name])) return window;
  }
  return null;
}

export function rowOf(view: ExchangeView, me: string): Row {
  const incoming = view.from !== me;
  const lapsed = view.addressees.some((a) => a.windows.some((w) => w.state === 'lapsed'));
  const candidates = view.addressees
    .filter((a) => !incoming || a.participant === me)
    .map((a) => ({ a, window: awaited(view, a) }))
    .filter((c): c is { a: AddresseeView; window: WindowView } => c.window !== null);
  if (candidates.length === 0) {
    return { id: view.id, view, turn: 'nobody', ask: null, window: null, due: null, waitsFor: [], lapsed, incoming };
  }
  // Of what others owe, a window that still runs says more than one that is over.
  const next = candidates.reduce((best, c) => (before(c.window, best.window, incoming) ? c : best));
  return {
    id: view.id, view, turn: incoming ? 'ours' : 'theirs', ask: asks[next.window.window as keyof typeof asks], window: next.window,
    due: Date.parse(next.window.due), waitsFor: candidates.map((c) => c.a.participant), lapsed, incoming,
  };
}

function before(a: WindowView, b: WindowView, ours: boolean): boolean {
  if (!ours && a.state !== b.state) return a.state === 'open';
  return a.due < b.due;
}

/** By time left: what we owe and what runs first; what others let lapse after everything that runs; what nobody waits for last, newest first. */
export function compare(a: Row, b: Row): number {
  return rank(a) - rank(b) || (a.due !== null && b.due !== null ? a.due - b.due : b.view.position - a.view.position) || (a.id < b.id ? -1 : 1);
}

function rank(row: Row): number {
  if (row.turn === 'nobody') return 2;
  return row.turn === 'theirs' && row.window?.state === 'lapsed' ? 1 : 0;
}

/** Flash and immediate traffic to us that nobody here has acknowledged: what must not be missed. */
export const urgent = (row: Row): boolean =>
  row.turn === 'ours' && row.ask === 'acknowledge' && (row.view.precedence === 'flash' || row.view.precedence === 'immediate');

/** When mail takes over for a side that is not reached: the next step of the ladder that sends mail to us; null when none is to come. */
export function nextMail(view: ExchangeView, participant: string): { due: number; window: WindowName } | null {
  const addressee = view.addressees.find((a) => a.participant === participant);
  const steps = (addressee?.steps ?? []).filter((s) => s.at === undefined && s.step !== 'remind' && s.step !== 'coordinator');
  if (view.state !== 'open' || steps.length === 0) return null;
  const first = steps.reduce((best, s) => (s.due < best.due ? s : best));
  return { due: Date.parse(first.due), window: first.window };
}
