import { afterEach, describe, expect, it } from 'vitest';
import { choosePin, createKey, forget, isPin, keep, keys } from '../src/keys/keyring';
import { Tokens } from '../src/keys/token';
import * as db from '../src/store/db';
import * as shelf from '../src/store/shelf';
import { openEnvelope, signEnvelope } from '../src/wire/envelope';
import { KeyBook, importPublic, thumbprint } from '../src/wire/keys';
import { newMessageId } from '../src/wire/message-id';
import type { Envelope } from '../src/wire/payload';

const now = Date.parse('2026-03-01T12:00:00Z');
const message = (): Envelope => {
  const id = newMessageId(now);
  return {
    version: 1,
    id,
    from: 'XA',
    sender: 'officer',
    to: ['XB'],
    regime: 'exercise',
    kind: 'incident-notification',
    precedence: 'priority',
    status: 'exercise',
    tlp: 'amber',
    created: '2026-03-01T12:00:00.000Z',
    exchange: id,
  };
};

afterEach(async () => {
  for (const key of await keys()) await forget(key.id);
});

describe('a key', () => {
  it('signs here and cannot be taken out', async () => {
    const key = await createKey('XA', 'officer');
    expect(key.id).toBe(await thumbprint(key.publicJwk));
    await expect(crypto.subtle.exportKey('jwk', key.privateKey)).rejects.toThrow();
    const signed = await signEnvelope(message(), key.id, key.privateKey);
    const opened = await openEnvelope(signed.compact, () => importPublic(key.publicJwk));
    expect(opened).toEqual(signed);
  });

  it('is forgotten with everything that was kept on its account, and nothing of another’s', async () => {
    const [mine, other] = [await createKey('XA', 'officer'), await createKey('XB', 'officer')];
    await keep(mine);
    await keep(other);
    for (const [key, subject] of [[mine, 'secret'], [other, 'theirs']] as const) {
      shelf.keep(`${key.id}/compose/new`, { subject });
      await db.put('envelopes', `${key.id}/1`, subject);
    }
    await forget(mine.id);
    expect((await keys()).map((k) => k.id)).toEqual([other.id]);
    expect(await db.all('envelopes')).toEqual(['theirs']);
    expect(shelf.read(`${mine.id}/compose/new`)).toBeUndefined();
    expect(shelf.read(`${other.id}/compose/new`)).toEqual({ subject: 'theirs' });
  });

  it('signs nothing that nobody accepts', async () => {
    const key = await createKey('XA', 'officer');
    await expect(signEnvelope({ ...message(), to: ['XA'] }, key.id, key.privateKey)).rejects.toThrow('1019');
  });
});

describe('a PIN', () => {
  it('opens to itself and to nothing else', async () => {
    const pin = await choosePin('4711');
    expect(await isPin('4711', pin)).toBe(true);
    expect(await isPin('4712', pin)).toBe(false);
    expect(await isPin('', pin)).toBe(false);
  });
});

describe('tokens', () => {
  it('are signed in the hub’s time, kept for a while, and made anew before they end', async () => {
    const key = await createKey('XA', 'officer');
    let time = now;
    const tokens = new Tokens(key, async () => 'hub', () => time);
    const claims = (token: string) => JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
    const first = await tokens.token();
    expect(claims(first)).toEqual({ iss: key.id, aud: 'hub', iat: now / 1000, exp: now / 1000 + 240 });
    time += 120_000;
    expect(await tokens.token()).toBe(first);
    time += 61_000;
    const second = await tokens.token();
    expect(claims(second).iat).toBe(now / 1000 + 181);
    // The hub's clock turned out to be an hour behind what was thought.
    time -= 3_600_000;
    expect(claims(await tokens.token()).iat).toBe(now / 1000 + 181 - 3_600);
  });
});

it('a key that has left is found as gone, and one that speaks now as here', async () => {
  const [old, young] = [await createKey('XA', 'officer'), await createKey('XA', 'officer')];
  const contact = { role: 'duty-officer', title: 'Duty officer' } as const;
  const [since, until] = ['2026-02-01T12:00:00.000Z', '2026-03-01T12:00:00.000Z'];
  const pocs = [{ ...contact, id: 'officer', languages: ['en'], hours: '', keys: [young.publicJwk] }];
  const left = { since, sincePosition: 1, until, untilPosition: 9 };
  const book = await KeyBook.of({
    participants: [{ code: 'XA', name: 'CERT of XA', pocs }],
    former: [{ ...contact, ...left, participant: 'XA', poc: 'officer', key: old.publicJwk }],
  });
  expect(await book.find(old.id)).toMatchObject({ participant: 'XA', name: 'CERT of XA', poc: 'officer', left: until });
  expect((await book.find(young.id))?.left).toBeUndefined();
});
