import type { Opened } from '../wire/envelope';
import type { Refused } from '../wire/refused';
import type { ExchangeView, Kind, MessageHeader, Precedence, SignedMember, Status, Tlp } from '../wire/types';

/**
 * What is read of a message before its content: the envelope's own words when its signature was checked here, else what
 * the hub says of it. Screens show it from here; the hub's view of an exchange is not asked for any of it.
 */
export interface Headline {
  /** Whose word it is: the sender's, or only the hub's, because no envelope is here yet or none will be. */
  word: 'signed' | 'hub';
  from: string;
  sender: string;
  to: readonly string[];
  cc: readonly string[];
  regime: string;
  kind: Kind;
  precedence: Precedence;
  status: Status;
  tlp: Tlp;
  subject?: string;
}

/** Where the hub's word about a message is not what its sender signed. */
export interface Difference {
  member: SignedMember | 'id' | 'exchange' | 'to' | 'cc' | 'key' | 'digest' | 'expectBy';
  signed: string;
  /** What the hub says. */
  told: string;
}

export function headline(view: ExchangeView, opened: Opened | null): Headline {
  if (opened) {
    const { from, sender, to, cc, regime, kind, precedence, status, tlp, subject } = opened.envelope;
    return { word: 'signed', from, sender, to, cc: cc ?? [], regime, kind, precedence, status, tlp, subject };
  }
  const { from, sender, regime, kind, precedence, status, tlp } = view;
  const { to, cc } = addressed(view);
  return { word: 'hub', from, sender, to, cc, regime, kind, precedence, status, tlp };
}

/** The hub's view of an exchange beside the message that opened it, everything that both carry. */
export function exchangeDifferences(view: ExchangeView, opened: Opened, reader: string): Difference[] {
  const e = opened.envelope;
  const told = addressed(view);
  // An addressee is told of itself only; whoever opened it, of everybody.
  const whole = e.from === reader;
  const named = (signed: readonly string[], here: string[]) =>
    whole ? signed : signed.filter((p) => p === reader || here.includes(p));
  return [
    // First what an officer goes by: a line has room for little.
    ...compared('status', e.status, view.status),
    ...compared('precedence', e.precedence, view.precedence),
    ...compared('tlp', e.tlp, view.tlp),
    ...compared('id', e.id, view.id),
    ...compared('exchange', e.exchange, view.id),
    ...compared('from', e.from, view.from),
    ...compared('sender', e.sender, view.sender),
    ...comparedNames('to', named(e.to, told.to), told.to),
    ...comparedNames('cc', named(e.cc ?? [], told.cc), told.cc),
    ...compared('kind', e.kind, view.kind),
    ...compared('regime', e.regime, view.regime),
    ...comparedTimes('created', e.created, view.created),
  ];
}

/** An entry's header of a message beside the message. */
export function headerDifferences(header: MessageHeader, opened: Opened): Difference[] {
  const e = opened.envelope;
  return [
    ...compared('id', e.id, header.id),
    ...compared('digest', opened.digest, header.digest),
    ...compared('key', opened.keyId, header.key),
    ...compared('from', e.from, header.from),
    ...compared('sender', e.sender, header.sender),
    ...comparedNames('to', e.to, header.to),
    ...comparedNames('cc', e.cc ?? [], header.cc),
    ...compared('kind', e.kind, header.kind),
    ...compared('precedence', e.precedence, header.precedence),
    ...comparedTimes('created', e.created, header.created),
  ];
}

/** What the hub says of a reply beside the reply. */
export function actDifferences(act: ExchangeView['acts'][number], exchange: string, opened: Opened): Difference[] {
  const e = opened.envelope;
  return [
    ...compared('id', e.id, act.message),
    ...compared('exchange', e.exchange, exchange),
    ...compared('from', e.from, act.from),
    ...compared('sender', e.sender, act.sender),
    ...compared('kind', e.kind, act.kind),
    ...comparedTimes('expectBy', e.expectBy ?? '', act.expectBy ?? ''),
  ];
}

/** Under one id, first the one message and later another, or what is none. */
export const otherBytes = (first: Opened, later: { opened: Opened } | { fault: Refused } | object): Difference => ({
  member: 'digest',
  signed: first.digest,
  told: 'opened' in later ? later.opened.digest : 'fault' in later ? `${later.fault.number} ${later.fault.title}` : '',
});

function addressed(view: ExchangeView): { to: string[]; cc: string[] } {
  const named = (role: 'action' | 'info') => view.addressees.filter((a) => a.role === role).map((a) => a.participant);
  return { to: named('action'), cc: named('info') };
}

const compared = (member: Difference['member'], signed: string, told: string): Difference[] =>
  signed === told ? [] : [{ member, signed, told }];

const comparedNames = (member: 'to' | 'cc', signed: readonly string[], told: readonly string[]): Difference[] =>
  compared(member, [...signed].sort().join(', '), [...told].sort().join(', '));

/** Two ways of writing one moment are no difference; anything that is no moment is. */
function comparedTimes(member: 'created' | 'expectBy', signed: string, told: string): Difference[] {
  return Date.parse(signed) === Date.parse(told) ? [] : compared(member, signed, told);
}
