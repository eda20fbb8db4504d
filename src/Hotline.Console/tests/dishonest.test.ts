import { beforeAll, describe, expect, it } from 'vitest';
import { actDifferences } from '../src/desk/headline';
import { reply } from '../src/desk/acts';
import { type Message, Messages, type Read } from '../src/desk/messages.svelte';
import { rowOf, urgent } from '../src/desk/order';
import { type OwnKey, createKey } from '../src/keys/keyring';
import { signEnvelope } from '../src/wire/envelope';
import type { Envelope } from '../src/wire/payload';
import { Refused } from '../src/wire/refused';
import type { DirectoryView, ExchangeView, MessageHeader } from '../src/wire/types';
import { at, noon, someAddressee, someEnvelope, someExchange, someId, to } from './some';

let xa: OwnKey;
let directory: DirectoryView;
beforeAll(async () => {
  xa = await createKey('XA', 'officer');
  const poc = { id: 'officer', role: 'duty-officer', title: 'Duty officer', keys: [xa.publicJwk] };
  directory = { participants: [{ code: 'XA', name: 'A', pocs: [poc] }] } as never;
});

const signed = (envelope: Envelope) => signEnvelope(envelope, xa.id, xa.privateKey);

/** A hub that gives what it wants: under each id the envelope that the test puts there. */
async function desk(gives: Record<string, string> = {}) {
  const read: string[] = [];
  const messages = new Messages({
    keyId: someId(),
    fetch: (id) => Promise.resolve(gives[id]!),
    unsent: () => undefined,
    learn: () => Promise.resolve(),
    now: () => noon,
    read: (id) => read.push(id),
  });
  await messages.trust(directory);
  return { messages, read };
}

const members = (differs: { member: string }[]) => differs.map((d) => d.member);
const wrong: { [K in keyof ExchangeView]?: ExchangeView[K] } = {
  regime: 'osce',
  kind: 'declaration',
  precedence: 'routine',
  status: 'test',
  tlp: 'clear',
  from: 'XC',
  sender: 'deputy',
  created: at(-60),
};

describe('what a hub shows otherwise than it was signed', () => {
  it('is signed: an actual flash, RED, stays one whatever the hub calls it', async () => {
    const opened = await signed(someEnvelope({ precedence: 'flash', status: 'actual', tlp: 'red', cc: ['XC'] }));
    const { messages } = await desk({ [opened.envelope.id]: opened.compact });
    const view = to('XB', someExchange({ id: opened.envelope.id, precedence: 'routine', tlp: 'clear' }));
    const before = rowOf(view, 'XB');
    expect([before.head.word, urgent(before)]).toEqual(['hub', false]);
    const row = rowOf(view, 'XB', await messages.open(view.id));
    expect(row.head).toMatchObject({ word: 'signed', precedence: 'flash', status: 'actual', tlp: 'red', cc: ['XC'] });
    expect(urgent(row)).toBe(true);
    expect(row.differs).toEqual([
      { member: 'status', signed: 'actual', told: 'exercise' },
      { member: 'precedence', signed: 'flash', told: 'routine' },
      { member: 'tlp', signed: 'red', told: 'clear' },
    ]);
  });

  it.each(Object.entries(wrong))('is named: %s', async (member, value) => {
    const opened = await signed(someEnvelope());
    const view = to('XB', someExchange({ id: opened.envelope.id }));
    const message = await (await desk()).messages.check(opened.compact);
    expect(rowOf(view, 'XB', message).differs).toEqual([]);
    expect(members(rowOf({ ...view, [member]: value }, 'XB', message).differs)).toEqual([member]);
  });

  it('is named: whom it is for, as far as the reader is told', async () => {
    const opened = await signed(someEnvelope({ to: ['XB', 'XD'], cc: ['XC'] }));
    const message = await (await desk()).messages.check(opened.compact);
    const differs = (reader: string, ...who: [string, 'action' | 'info'][]) =>
      members(
        rowOf(
          someExchange({
            id: opened.envelope.id,
            addressees: who.map(([participant, role]) => someAddressee({ participant, role })),
          }),
          reader,
          message,
        ).differs,
      );
    expect(differs('XB', ['XB', 'action'])).toEqual([]);
    expect(differs('XC', ['XC', 'info'])).toEqual([]);
    expect(differs('XA', ['XB', 'action'], ['XD', 'action'], ['XC', 'info'])).toEqual([]);
    expect(differs('XB', ['XB', 'info'])).toEqual(['to', 'cc']);
    expect(differs('XB', ['XB', 'action'], ['XE', 'action'])).toEqual(['to']);
    expect(differs('XA', ['XB', 'action'], ['XC', 'info'])).toEqual(['to']);
  });

  it('is another message under the id that was asked for: not trusted, and named', async () => {
    const [asked, given] = [await signed(someEnvelope()), await signed(someEnvelope({ status: 'actual' }))];
    const { messages } = await desk({ [asked.envelope.id]: given.compact });
    const message = await messages.open(asked.envelope.id);
    expect('fault' in message && message.fault.number).toBe(6023);
    expect('opened' in message).toBe(false);
  });

  it('is a second message of one id: the first one stays, and the digests are named, also after a reload', async () => {
    const first = await signed(someEnvelope({ subject: 'first' }));
    const second = await signed({ ...first.envelope, subject: 'second' });
    const { messages } = await desk();
    await messages.take(first.envelope.id, first.compact);
    const again = await messages.take(first.envelope.id, second.compact);
    expect(again).toMatchObject({ opened: { envelope: { subject: 'first' } } });
    expect('opened' in again && again.differs).toEqual([
      { member: 'digest', signed: first.digest, told: second.digest },
    ]);
    await messages.take(first.envelope.id, 'a.b.c');
    expect(messages.peek(first.envelope.id)).toMatchObject({ opened: { envelope: { subject: 'first' } } });
  });

  it('is an entry about other bytes, another key, another time, whichever comes first', async () => {
    const opened = await signed(someEnvelope());
    const { id, from, sender, kind, precedence, created } = opened.envelope;
    const header: MessageHeader = {
      id, from, sender, key: xa.id, to: ['XB'], cc: [], kind, precedence, created, digest: opened.digest,
    };
    const { messages, read } = await desk();
    messages.heard(header);
    expect(await messages.take(id, opened.compact)).toMatchObject({ differs: [] });
    messages.heard({ ...header, digest: 'other', key: 'other', created: at(1), to: ['XC'] });
    expect(members((messages.peek(id) as Read).differs)).toEqual(['digest', 'key', 'to', 'created']);
    // Its line is made anew each time.
    expect(read).toEqual([id, id]);
  });

  it('is a reply that the hub tells otherwise', async () => {
    const opening = someEnvelope();
    const xb = { participant: 'XA', poc: 'officer' } as never;
    const ack = await signed({ ...reply(xb, opening, 'acknowledgement', noon, { expectBy: at(60) }), to: ['XB'] });
    const { id, from, sender } = ack.envelope;
    const act = { message: id, kind: 'acknowledgement' as const, from, sender, at: at(1), position: 2, late: false };
    expect(actDifferences({ ...act, expectBy: at(60) }, opening.id, ack)).toEqual([]);
    expect(members(actDifferences({ ...act, expectBy: at(90) }, opening.id, ack))).toEqual(['expectBy']);
    expect(members(actDifferences({ ...act, kind: 'response' }, someId(), ack))).toEqual([
      'exchange', 'kind', 'expectBy',
    ]);
  });
});

it('is fetched once, however many ask meanwhile', async () => {
  const opened = await signed(someEnvelope());
  let asked = 0;
  const messages = new Messages({
    keyId: someId(),
    fetch: () => (asked++, Promise.resolve(opened.compact)),
    unsent: () => undefined,
    learn: () => Promise.reject(new Refused(4010, 'internal', '')),
    now: () => noon,
  });
  await messages.trust(directory);
  const all: Message[] = await Promise.all([1, 2, 3].map(() => messages.open(opened.envelope.id)));
  expect([asked, all.every((m) => 'opened' in m)]).toEqual([1, true]);
});
