import type { AwaitedView, Course, ExchangeView, Me, WindowName, WindowView } from '../wire/types';
import { type Difference, type Headline, exchangeDifferences, headline } from './headline';
import type { Message, Read } from './messages.svelte';

/** What people have to do; delivery is a program's affair. */
export type Owed = AwaitedView & { what: Exclude<AwaitedView['what'], 'take-delivery'> };

/**
 * An exchange as a line of the desk. What is awaited, of whom and whose turn it is, the hub has said in the view; here
 * it is only picked and put in order.
 */
export interface Row {
  id: string;
  view: Course;
  /** What its first message says. */
  head: Headline;
  /** Where the hub shows it otherwise than it was signed. */
  differs: Difference[];
  turn: ExchangeView['turn'];
  /** What is asked next of whoever's turn it is. */
  next: Owed | null;
  /** The window that it concerns. */
  window: WindowView | null;
  /** Milliseconds by the hub's clock; null when nothing runs. */
  due: number | null;
  /** Those that the line waits for. */
  waitsFor: string[];
  /** Somebody let a window lapse. */
  lapsed: boolean;
  incoming: boolean;
  /** The hub cannot show it: nothing runs, nothing can be done, and what is shown is this desk's own copy. */
  gone: Gone | null;
}

/** Why the hub cannot show an exchange: it has it no more, or an entry of it is damaged. */
export type Gone = { why: 'lost' } | { why: 'damaged'; position: number };

export function rowOf(
  told: ExchangeView, me: string, message: Message | null = null, gone: Gone | null = null): Row {
  const view = gone ? standing(told) : told;
  const opened = message && 'opened' in message ? message : null;
  const head = headline(view, opened?.opened ?? null);
  const awaited = view.awaits.filter((a): a is Owed => concerns(a, view.turn, me));
  const place = (of: string) => view.addressees.findIndex((a) => a.participant === of);
  const next = awaited[0] ?? null;
  return {
    id: view.id, view, head, turn: view.turn, next, window: next && windowOf(view, next),
    due: next && Date.parse(next.due), differs: opened ? differencesIn(view, opened, me) : [],
    waitsFor: [...new Set(awaited.map((a) => a.of))].sort((a, b) => place(a) - place(b)),
    lapsed: view.addressees.some((a) => a.windows.some((w) => w.state === 'lapsed')), incoming: head.from !== me, gone,
  };
}

/** What the hub cannot show awaits nothing and allows nothing, whatever it was when it was shown last. */
const standing = (view: ExchangeView): ExchangeView => ({ ...view, turn: 'nobody', awaits: [], may: [] });

/** Whether the reader is to have the envelopes: whoever only watches the times gets none, and does not ask for one. */
export function mayRead(view: ExchangeView, me: Me | null): boolean {
  const { participant, role } = me ?? {};
  return role !== 'coordinator' || [view.from, ...view.addressees.map((a) => a.participant)].includes(participant!);
}

/** Each member once, whoever of the hub's words it is that differs. */
function differencesIn(view: ExchangeView, { opened, differs }: Read, me: string) {
  const all = [...exchangeDifferences(view, opened, me), ...differs];
  return all.filter((d, i) => all.findIndex((other) => other.member === d.member) === i);
}

/** Of what is awaited, what a line shows: what people have to do on the side whose turn it is. */
function concerns(awaited: AwaitedView, turn: ExchangeView['turn'], me: string): boolean {
  switch (turn) {
    case 'ours': return awaited.of === me && awaited.what !== 'take-delivery';
    case 'theirs': return awaited.of !== me && awaited.what !== 'take-delivery' && awaited.what !== 'reach';
    case 'nobody': return false;
  }
}

/** The window that something awaited concerns. */
export function windowOf(view: Course, awaited: AwaitedView): WindowView | null {
  return (
    view.addressees.find((a) => a.participant === awaited.about)?.windows.find((w) => w.window === awaited.window) ??
    null
  );
}

/**
 * By time left: what we owe and what runs first; what others let lapse after everything that runs; then what the hub
 * cannot show; what nobody waits for last, newest first.
 */
export function compare(a: Row, b: Row): number {
  return (
    rank(a) - rank(b) ||
    (a.due !== null && b.due !== null ? a.due - b.due : b.view.position - a.view.position) ||
    (a.id < b.id ? -1 : 1)
  );
}

function rank(row: Row): number {
  if (row.gone) return 2;
  if (row.turn === 'nobody') return 3;
  return row.turn === 'theirs' && row.next?.lapsed ? 1 : 0;
}

/** Flash and immediate traffic to us that nobody here has acknowledged: what must not be missed. */
export const urgent = (row: Row): boolean =>
  row.turn === 'ours' &&
  row.next?.what === 'acknowledge' &&
  (row.head.precedence === 'flash' || row.head.precedence === 'immediate');

/** Whether the reader may do something now, and if not, why. */
export const may = (view: Course | undefined, act: Course['may'][number]['act']) =>
  view?.may.find((m) => m.act === act) ?? { act, open: false };

/**
 * When mail takes over for a side that is not reached: the next step of the ladder that sends mail to us; null when
 * none is to come.
 */
export function nextMail(view: Course, participant: string): { due: number; window: WindowName } | null {
  const addressee = view.addressees.find((a) => a.participant === participant);
  const steps = (addressee?.steps ?? []).filter(
    (s) => s.at === undefined && s.step !== 'remind' && s.step !== 'coordinator',
  );
  if (view.state !== 'open' || steps.length === 0) return null;
  const first = steps.reduce((best, s) => (s.due < best.due ? s : best));
  return { due: Date.parse(first.due), window: first.window };
}
