import type { Envelope } from '../wire/payload';
import { newMessageId } from '../wire/message-id';
import type { Me, OpeningKind, Precedence, ReplyKind, Status, Tlp } from '../wire/types';
import { type Form, formType } from './forms';

export interface Draft {
  to: string[];
  cc: string[];
  regime: string;
  kind: OpeningKind;
  precedence: Precedence;
  /** Empty until somebody has chosen. */
  status: Status | '';
  tlp: Tlp;
  subject: string;
  form: Form;
  inReplyTo?: string;
}

/** A message that opens an exchange. */
export function opening(me: Me, draft: Draft & { status: Status }, now: number): Envelope {
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

/**
 * A reply: an addressee answers the opening side; the opening side withdraws or closes towards everybody. All that it
 * repeats of the message that opened the exchange is what that message's sender signed.
 */
export function reply(
  me: Me,
  to: Envelope,
  kind: ReplyKind,
  now: number,
  more: { expectBy?: string; form?: Form } = {},
): Envelope {
  const ending = kind === 'withdrawal' || kind === 'closure';
  const cc = ending ? (to.cc ?? []) : [];
  return {
    ...head(me, newMessageId(now), now),
    to: ending ? to.to : [to.from],
    ...(cc.length > 0 ? { cc } : {}),
    regime: to.regime,
    kind,
    precedence: to.precedence,
    status: to.status,
    tlp: to.tlp,
    exchange: to.id,
    inReplyTo: to.id,
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
