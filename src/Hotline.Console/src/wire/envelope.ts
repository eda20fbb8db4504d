import { CompactSign, compactVerify } from 'jose';
import { encode, sha256 } from './base64url';
import { readJws } from './jws';
import { type Envelope, limits, readPayload } from './payload';
import { Refused } from './refused';

/** An envelope whose signature was checked here. */
export interface Opened {
  /** The very bytes that were signed, and a signature of them. */
  compact: string;
  /** Thumbprint of the key that signed. */
  keyId: string;
  /** SHA-256 of the compact form, base64url: what journal and receipts name it by. */
  digest: string;
  envelope: Envelope;
}

/** Finds the public key of a thumbprint; undefined when nobody in the directory has it. */
export type KeyFinder = (keyId: string) => Promise<CryptoKey | undefined>;

const refuse = (number: number, title: string, detail: string): never => { throw new Refused(number, title, detail); };

/** Reads and checks an envelope: form, header, key, signature, payload, in this order, as the hub does. */
export async function openEnvelope(compact: string, keyOf: KeyFinder): Promise<Opened> {
  const { keyId, payload } = readJws(compact, 'hotline+jws');
  const key = await keyOf(keyId);
  if (!key) return refuse(1022, 'unknown-key', 'No point of contact in the directory has the key that signed.');
  try {
    await compactVerify(compact, key, { algorithms: ['ES256'] });
  } catch {
    refuse(1021, 'bad-signature', 'The signature does not match these bytes and this key.');
  }
  return { compact, keyId, digest: await digestOf(compact), envelope: readPayload(payload) };
}

/** What a message is named by: the digest of what is signed. ECDSA has any number of signatures for the same bytes. */
export async function digestOf(compact: string): Promise<string> {
  return encode(await sha256(new TextEncoder().encode(compact.slice(0, compact.lastIndexOf('.')))));
}

/** Signs an envelope. It is read back first, so that nobody signs what nobody accepts. */
export async function signEnvelope(envelope: Envelope, keyId: string, key: CryptoKey): Promise<Opened> {
  const payload = new TextEncoder().encode(JSON.stringify(envelope));
  const checked = readPayload(payload);
  const compact = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'hotline+jws' })
    .sign(key);
  if (compact.length > limits.bytes)
    refuse(1002, 'too-large', `The envelope has ${compact.length} bytes; the limit is ${limits.bytes}.`);
  return { compact, keyId, digest: await digestOf(compact), envelope: checked };
}
