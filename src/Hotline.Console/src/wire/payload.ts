import { type ValueNode, parse } from '@humanwhocodes/momoa';
import { decode } from './base64url';
import { isMessageId } from './message-id';
import { Refused } from './refused';
import {
  type Kind,
  type Precedence,
  type Status,
  type Tlp,
  kinds,
  precedences,
  replies,
  statuses,
  tlps,
} from './types';

/**
 * What a point of contact says, version 1. See src/Hotline.Protocol/README.md, which the checks below follow in order.
 */
export interface Envelope {
  version: 1;
  id: string;
  from: string;
  sender: string;
  to: string[];
  cc?: string[];
  regime: string;
  kind: Kind;
  precedence: Precedence;
  status: Status;
  tlp: Tlp;
  created: string;
  exchange: string;
  inReplyTo?: string;
  expectBy?: string;
  subject?: string;
  contentType?: string;
  contentEncoding?: 'base64url';
  content?: unknown;
}

export const limits = {
  bytes: 256 * 1024,
  addressees: 64,
  subject: 200,
  mediaType: 127,
  depth: 32,
  header: 512,
} as const;

const members = [
  'version', 'id', 'from', 'sender', 'to', 'cc', 'regime', 'kind', 'precedence', 'status', 'tlp', 'created', 'exchange',
  'inReplyTo', 'expectBy', 'subject', 'contentType', 'contentEncoding', 'content', 'sealed',
];

const refuse = (number: number, title: string, detail: string): never => { throw new Refused(number, title, detail); };
const isParticipant = (text: unknown) => typeof text === 'string' && /^[A-Z][A-Z0-9]{1,7}$/.test(text);
const isName = (text: unknown) => typeof text === 'string' && /^[a-z][a-z0-9-]{0,31}$/.test(text);
/** Two restricted names of RFC 6838 §4.2, in lower case, without parameters. */
export const isMediaType = (text: string) =>
  text.length <= limits.mediaType && /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(text);
export const isJsonMediaType = (text: string) => text === 'application/json' || text.endsWith('+json');

/** A time of the wire, or NaN. */
export function readTime(text: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(text)) return NaN;
  const time = Date.parse(text);
  // Date.parse forgives 30 February; writing it again does not.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === text.slice(0, 19) ? time : NaN;
}

/** Reads a payload as strictly as the hub does. */
export function readPayload(bytes: Uint8Array): Envelope {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(1003, 'not-utf-8', 'The payload is not UTF-8.');
  }
  if (text.startsWith('\uFEFF')) refuse(1003, 'not-utf-8', 'The payload begins with a byte-order mark.');
  const { value: e, version } = readObject(text);
  if (!('version' in e)) missing('version');
  if (typeof e.version !== 'number') wrongType('version', 'a number');
  if (version !== '1') refuse(1012, 'unknown-version', 'This page knows envelopes of version 1.');
  checkId(e, 'id', true);
  checkText(e, 'from', isParticipant);
  checkText(e, 'sender', isName);
  checkParticipants(e, 'to', true);
  checkParticipants(e, 'cc', false);
  checkText(e, 'regime', isName);
  checkOneOf(e, 'kind', [...kinds, ...replies]);
  checkOneOf(e, 'precedence', precedences);
  checkOneOf(e, 'status', statuses);
  checkOneOf(e, 'tlp', tlps);
  checkTime(e, 'created', true);
  checkId(e, 'exchange', true);
  checkId(e, 'inReplyTo', false);
  checkTime(e, 'expectBy', false);
  checkSubject(e);
  checkContent(e);
  const unknown = Object.keys(e).find((name) => !members.includes(name));
  if (unknown !== undefined)
    refuse(1014, 'unknown-member', `The member '${unknown.slice(0, 60)}' is not part of version 1.`);
  const envelope = e as unknown as Envelope;
  checkContradictions(envelope);
  return envelope;
}

/** One JSON object, and its version as it is written: 1.0 is another text than 1. */
function readObject(text: string): { value: Record<string, unknown>; version: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (broken) {
    return refuse(1010, 'payload-not-json', `The payload is not one JSON object: ${(broken as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(1010, 'payload-not-json', 'The payload is not one JSON object.');
  // JSON.parse keeps the last of two members and says nothing.
  const faults = { twice: false, halfPair: false, deep: false };
  const body = parse(text, { mode: 'json' }).body;
  walk(body, 1, faults);
  if (faults.deep) refuse(1010, 'payload-not-json', `The payload has more than ${limits.depth} levels.`);
  if (faults.halfPair) refuse(1010, 'payload-not-json', 'A string holds half of a surrogate pair.');
  if (faults.twice) refuse(1011, 'duplicate-member', 'An object has the same member twice.');
  const version =
    body.type === 'Object'
      ? body.members.find((m) => m.name.type === 'String' && m.name.value === 'version')?.value.loc
      : undefined;
  return {
    value: value as Record<string, unknown>,
    version: version ? text.slice(version.start.offset, version.end.offset) : '',
  };
}

function walk(node: ValueNode, depth: number, faults: { twice: boolean; halfPair: boolean; deep: boolean }): void {
  if (node.type === 'String') {
    faults.halfPair ||= !node.value.isWellFormed();
  } else if (node.type === 'Object' || node.type === 'Array') {
    if (depth > limits.depth) {
      faults.deep = true;
      return;
    }
    if (node.type === 'Array') {
      for (const element of node.elements) walk(element.value, depth + 1, faults);
      return;
    }
    const names = new Set<string>();
    for (const member of node.members) {
      const name = member.name.type === 'String' ? member.name.value : member.name.name;
      faults.halfPair ||= !name.isWellFormed();
      faults.twice ||= names.has(name);
      names.add(name);
      walk(member.value, depth + 1, faults);
    }
  }
}

type Members = Record<string, unknown>;
const missing = (name: string): never => refuse(1013, 'missing-member', `The member '${name}' is missing.`);
const wrongType = (name: string, expected: string): never =>
  refuse(1015, 'wrong-type', `The member '${name}' is not ${expected}.`);
const badValue = (name: string): never =>
  refuse(1016, 'bad-value', `The member '${name}' has a value that is not accepted.`);

function textOf(e: Members, name: string): string {
  if (!(name in e)) missing(name);
  const value = e[name];
  return typeof value === 'string' ? value : wrongType(name, 'a string');
}

function checkText(e: Members, name: string, holds: (text: unknown) => boolean): void {
  if (!holds(textOf(e, name))) badValue(name);
}

function checkOneOf(e: Members, name: string, values: readonly string[]): void {
  if (!values.includes(textOf(e, name))) badValue(name);
}

function checkId(e: Members, name: string, required: boolean): void {
  if ((required || name in e) && !isMessageId(textOf(e, name))) badValue(name);
}

function checkTime(e: Members, name: string, required: boolean): void {
  if ((required || name in e) && Number.isNaN(readTime(textOf(e, name)))) badValue(name);
}

function checkParticipants(e: Members, name: string, required: boolean): void {
  if (!(name in e)) {
    if (required) missing(name);
    return;
  }
  const list = e[name];
  if (!Array.isArray(list)) return wrongType(name, 'an array of strings');
  if (list.length > limits.addressees)
    refuse(1017, 'too-long', `The member '${name}' names more than ${limits.addressees} participants.`);
  if (required && list.length === 0) badValue(name);
  if (list.some((item) => typeof item !== 'string')) wrongType(name, 'an array of strings');
  if (!list.every(isParticipant)) badValue(name);
}

function checkSubject(e: Members): void {
  if (!('subject' in e)) return;
  const text = textOf(e, 'subject');
  if (text.length > limits.subject)
    refuse(1017, 'too-long', `The subject is longer than ${limits.subject} characters.`);
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    refuse(1018, 'control-character', 'The subject holds a line break or another control character.');
}

function checkContent(e: Members): void {
  if ('sealed' in e) refuse(1020, 'sealed-not-supported', 'Sealed content is reserved for a later version.');
  if (!('content' in e)) {
    if ('contentType' in e || 'contentEncoding' in e) missing('content');
    return;
  }
  const type = textOf(e, 'contentType');
  if (!isMediaType(type)) badValue('contentType');
  const encoded = 'contentEncoding' in e;
  if (encoded && textOf(e, 'contentEncoding') !== 'base64url') badValue('contentEncoding');
  if (typeof e.content !== 'string' && (encoded || !isJsonMediaType(type)))
    wrongType('content', 'a string, as its media type and encoding require');
  if (encoded && decode(e.content as string) === null) badValue('content');
}

function checkContradictions(e: Envelope): void {
  const contradiction = (detail: string) => refuse(1019, 'contradiction', detail);
  const parties = [e.from, ...e.to, ...(e.cc ?? [])];
  if (new Set(parties).size !== parties.length) contradiction('A participant is named twice among from, to and cc.');
  const opens = (kinds as readonly string[]).includes(e.kind);
  if (opens && e.exchange !== e.id) contradiction('A message that opens an exchange has its own id as exchange.');
  if (!opens && (e.inReplyTo === undefined || e.exchange === e.id))
    contradiction('A reply names its exchange and the message that it replies to.');
  if (e.inReplyTo === e.id) contradiction('A message cannot reply to itself.');
  if (e.expectBy !== undefined && e.kind !== 'acknowledgement')
    contradiction('Only an acknowledgement says by when an answer can be expected.');
}
