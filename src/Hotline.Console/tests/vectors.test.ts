import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openEnvelope } from '../src/wire/envelope';
import { fingerprint, importPublic, thumbprint } from '../src/wire/keys';
import { isJsonMediaType, isMediaType } from '../src/wire/payload';
import { verifyReceipt } from '../src/wire/receipt';
import { Refused } from '../src/wire/refused';
import type { Jwk, Receipt } from '../src/wire/types';

// The vectors that every implementation runs: src/Hotline.Protocol/vectors.
const vectors = (name: string) =>
  JSON.parse(
    readFileSync(fileURLToPath(new URL(`../../Hotline.Protocol/vectors/${name}.json`, import.meta.url)), 'utf8'),
  );
type Part = string | { repeat: string; times: number };
const compactOf = (v: { compact?: string; compactParts?: Part[] }) =>
  v.compact ??
  v.compactParts!.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join('');

const published = vectors('keys') as {
  keys: { name: string; role: string; thumbprint: string; fingerprint: string; public: Jwk }[];
  invalid: { name: string; key: Jwk }[];
};
const directory = new Map(
  published.keys.filter((k) => k.role.startsWith('in the directory')).map((k) => [k.thumbprint, k.public]),
);
const keyOf = async (id: string) => (directory.has(id) ? importPublic(directory.get(id)!) : undefined);

describe('keys', () => {
  it.each(published.keys)('$name has its thumbprint', async ({ public: jwk, thumbprint: expected }) =>
    expect(await thumbprint(jwk)).toBe(expected),
  );
  it.each(published.invalid)('refuses $name', async ({ key }) => expect(importPublic(key)).rejects.toThrow(Refused));
  it.each(published.keys)('$name has its fingerprint', ({ thumbprint: id, fingerprint: expected }) =>
    expect(fingerprint(id)).toBe(expected),
  );
});

describe('valid envelopes', () => {
  for (const vector of vectors('envelopes-valid').envelopes) {
    it(vector.name, async () => {
      const opened = await openEnvelope(compactOf(vector), keyOf);
      expect(opened.digest).toBe(vector.digest);
      expect(opened.envelope.id).toBe(vector.members.id);
    });
  }
});

describe('invalid envelopes', () => {
  for (const vector of vectors('envelopes-invalid').envelopes) {
    it(vector.name, async () => {
      const refusal = await openEnvelope(compactOf(vector), keyOf).then(() => null, (error) => error);
      expect(refusal).toBeInstanceOf(Refused);
      expect({ number: refusal.number, name: refusal.title }).toEqual(vector.refusal);
    });
  }
});

describe('media types', () => {
  const { valid, invalid } = vectors('media-types') as { valid: { text: string; json: boolean }[]; invalid: string[] };
  it.each(valid)('$text is one', ({ text, json }) =>
    expect([isMediaType(text), isJsonMediaType(text)]).toEqual([true, json]),
  );
  it.each(invalid)('%j is none', (text) => expect(isMediaType(text)).toBe(false));
});

describe('receipts', () => {
  const { hub: jwk, valid, invalid } = vectors('receipts') as { hub: Jwk; valid: Vector[]; invalid: Vector[] };
  interface Vector {
    name: string;
    receipt: Receipt | string;
    digest: string;
    refusal: { number: number; name: string };
  }
  const check = async (v: Vector) =>
    verifyReceipt(
      typeof v.receipt === 'string' ? JSON.parse(v.receipt) : v.receipt,
      { id: await thumbprint(jwk), key: await importPublic(jwk) },
      v.digest,
    );

  for (const vector of valid) it(vector.name, async () => expect(await check(vector)).toBeUndefined());
  for (const vector of invalid) {
    it(`refuses: ${vector.name}`, async () => {
      const refusal = await check(vector).then(() => null, (error) => error);
      expect(refusal).toBeInstanceOf(Refused);
      expect(refusal.number).toBe(vector.refusal.number);
    });
  }
});
