import { fingerprint, thumbprint } from '../wire/keys';
import type { Jwk } from '../wire/types';
import * as db from '../store/db';
import * as shelf from '../store/shelf';

/** A key of this browser. The private half can sign here and nowhere else: WebCrypto does not hand it out. */
export interface OwnKey {
  id: string;
  fingerprint: string;
  publicJwk: Jwk;
  privateKey: CryptoKey;
  participant: string;
  poc: string;
  /** Keeps passers-by out of a locked desk; null when none was chosen. */
  pin: Pin | null;
}

export interface Pin { salt: Uint8Array<ArrayBuffer>; hash: Uint8Array<ArrayBuffer>; rounds: number }

export async function createKey(participant: string, poc: string): Promise<OwnKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const publicJwk: Jwk = { kty: kty!, crv: crv!, x: x!, y: y! };
  const id = await thumbprint(publicJwk);
  return { id, fingerprint: fingerprint(id), publicJwk, privateKey: pair.privateKey, participant, poc, pin: null };
}

export const keys = (): Promise<OwnKey[]> => db.all<OwnKey>('keys');
export const keep = (key: OwnKey): Promise<void> => db.put('keys', key.id, key);

/** Forgets the key and everything that was kept on its account, others' keys that it was told of included. */
export async function forget(id: string): Promise<void> {
  await db.remove('keys', id);
  shelf.removeAll(id + '/');
  for (const store of ['outbox', 'views', 'envelopes', 'known', 'settings'] as const)
    await db.removeAll(store, id + '/');
}

const rounds = 200_000;

async function derive(
  pin: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, secret, 256),
  );
}

export async function choosePin(pin: string): Promise<Pin> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, rounds, hash: await derive(pin, salt, rounds) };
}

export async function isPin(pin: string, chosen: Pin): Promise<boolean> {
  const hash = await derive(pin, chosen.salt, chosen.rounds);
  return hash.reduce((difference, byte, i) => difference | (byte ^ chosen.hash[i]!), 0) === 0;
}
