import { calculateJwkThumbprint, importJWK } from 'jose';
import { decode } from './base64url';
import { Refused } from './refused';
import type { DirectoryView, Jwk, Role } from './types';

/** Whose key it is, as the directory says. */
export interface Holder {
  participant: string;
  name: string;
  poc: string;
  role: Role;
  title: string;
  jwk: Jwk;
  /** When the key left the directory; what was accepted before stays signed by it. */
  left?: string;
}
export type KeyHolder = Holder & { key: CryptoKey };

export const thumbprint = (jwk: Jwk): Promise<string> =>
  calculateJwkThumbprint({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, 'sha256');

export async function importPublic(jwk: Jwk): Promise<CryptoKey> {
  const bytes = (text: unknown) => (typeof text === 'string' ? decode(text)?.length : 0);
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || bytes(jwk.x) !== 32 || bytes(jwk.y) !== 32) {
    throw new Refused(1201, 'bad-key', 'This is no P-256 key.');
  }
  try {
    return (await importJWK({ kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }, 'ES256')) as CryptoKey;
  } catch {
    throw new Refused(1201, 'bad-key', 'This is no point of the curve P-256.');
  }
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A key as people compare it: 60 bits of its thumbprint in Crockford's base 32, K7QF-2M9D-XTRA. */
export function fingerprint(keyId: string): string {
  const bytes = decode(keyId);
  if (!bytes || bytes.length !== 32) throw new Refused(1007, 'bad-key-id', 'The key id is no thumbprint.');
  let text = '';
  for (let i = 0; i < 12; i++) {
    let five = 0;
    for (let bit = 5 * i; bit < 5 * i + 5; bit++) five = five * 2 + ((bytes[bit >> 3]! >> (7 - (bit & 7))) & 1);
    text += alphabet[five];
  }
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/** The directory's keys by thumbprint. */
export class KeyBook {
  #holders = new Map<string, Holder & { key?: CryptoKey }>();

  static async of(directory: DirectoryView): Promise<KeyBook> {
    const book = new KeyBook();
    for (const { participant, poc, role, title, key, until } of directory.former ?? []) {
      const name = directory.participants.find((p) => p.code === participant)?.name ?? participant;
      book.#holders.set(await thumbprint(key), { participant, name, poc, role, title, jwk: key, left: until });
    }
    for (const participant of directory.participants) {
      for (const poc of participant.pocs) {
        for (const jwk of poc.keys) {
          book.#holders.set(await thumbprint(jwk), {
            participant: participant.code,
            name: participant.name,
            poc: poc.id,
            role: poc.role,
            title: poc.title,
            jwk,
          });
        }
      }
    }
    return book;
  }

  async find(keyId: string): Promise<KeyHolder | undefined> {
    const holder = this.#holders.get(keyId);
    if (!holder) return undefined;
    holder.key ??= await importPublic(holder.jwk);
    return { ...holder, key: holder.key };
  }

  /** Every key's holder. */
  holders(): [keyId: string, holder: Holder][] {
    return [...this.#holders].map(([id, { participant, name, poc, role, title, jwk, left }]) => [
      id,
      { participant, name, poc, role, title, jwk, ...(left === undefined ? {} : { left }) },
    ]);
  }
}
