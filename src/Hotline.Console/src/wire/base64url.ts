import { base64url } from 'jose';

/** Bytes of canonical base64url: no padding, no white space, unused bits zero. Null for anything else. */
export function decode(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const bytes = base64url.decode(text) as Uint8Array<ArrayBuffer>;
  return base64url.encode(bytes) === text ? bytes : null;
}

export const encode = (bytes: Uint8Array): string => base64url.encode(bytes);

export async function sha256(bytes: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
