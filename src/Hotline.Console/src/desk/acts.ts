import type { Envelope } from '../wire/payload';
import { newMessageId } from '../wire/message-id';
import type { ExchangeView, Me, OpeningKind, Precedence, ReplyKind, Status, Tlp } from '../wire/types';
import { type Form, formType } from './forms';

export interface Draft {
  to: string[];
  cc: string[];
  regime: string;
  kind: OpeningKind;
  precedence: Precedence;
  status: Status;
  tlp: Tlp;
  subject: string;
  form: Form;
  inReplyTo?: string;
}

/** A message that opens an exchange. */
export function opening(me: Me, draft: Draft, now: number): Envelope {
  const id = newMessageId(now);
  return {
    ...head(me, id, now),
    to: draft.to,
    ...(draft.cc.length > 0 ? { cc: draft.cc } : {}),
    regime: draft.regime,
    kind: draft.kind,
    precedence: draft.precedence,
    status: draft.status,
    tlp: draft.tlp,
    exchange: id,
    ...(draft.inReplyTo ? { inReplyTo: draft.inReplyTo } : {}),
    ...(draft.subject ? { subject: draft.subject } : {}),
    contentType: formType,
    content: draft.form,
  };
}

/** A reply: an addressee answers the opening side; the opening side withdraws or closes towards everybody. */
export function reply(
  me: Me,
  view: ExchangeView,
  kind: ReplyKind,
  now: number,
  more: { expectBy?: string; form?: Form } = {},
): Envelope {
  const named = (role: 'action' | 'info') => view.addressees.filter((a) => a.role === role).map((a) => a.participant);
  const ending = kind === 'withdrawal' || kind === 'closure';
  const to = ending ? named('action') : [view.from];
  const cc = ending ? named('info') : [];
  return {
    ...head(me, newMessageId(now), now),
    to,
    ...(cc.length > 0 ? { cc } : {}),
    regime: view.regime,
    kind,
    precedence: view.precedence,
    status: view.status,
    tlp: view.tlp,
    exchange: view.id,
    inReplyTo: view.id,
    ...(more.expectBy ? { expectBy: more.expectBy } : {}),
    ...(more.form ? { contentType: formType, content: more.form } : {}),
  };
}

function head(me: Me, id: string, now: number) {
  return {
    version: 1 as const,
    id,
    from: me.participant,
    sender: me.poc,
    created: new Date(Math.floor(now)).toISOString(),
  };
}
