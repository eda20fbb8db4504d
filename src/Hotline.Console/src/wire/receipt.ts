import { compactVerify } from 'jose';
import { decode, sha256 } from './base64url';
import { readJws } from './jws';
import { Refused } from './refused';
import type { Receipt } from './types';

const bad = (why: string): never => {
  throw new Refused(1302, 'bad-proof', `The receipt does not prove what it says: ${why}.`);
};
const notTheHub = (): never => {
  throw new Refused(1301, 'not-the-hub', 'The checkpoint is not signed by the hub that this page trusts.');
};

/**
 * Checks that the entry is in the tree that the hub signed, and is about the envelope that was sent. Throws 1301 or
 * 1302.
 */
export async function verifyReceipt(
  receipt: Receipt,
  hub: { id: string; key: CryptoKey },
  digest: string,
): Promise<void> {
  const head = await openCheckpoint(receipt.checkpoint, hub);
  const bytes = decode(receipt.entry);
  const path = receipt.path.map((hash) => decode(hash));
  if (!bytes || path.some((hash) => hash?.length !== 32)) return bad('it is not readable');
  const { position } = receipt;
  if (
    !Number.isSafeInteger(position) ||
    position < 1 ||
    !(await includes(await leaf(bytes), position - 1, head.size, path as Uint8Array[], head.root))
  ) {
    bad('the entry is not in the tree that the hub signed');
  }
  let entry: {
    position: number;
    at: string;
    fact: { type: string; opening?: { id: string; digest: string }; reply?: { id: string; digest: string } };
  };
  try {
    entry = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return bad('the entry is not readable');
  }
  const types = ['accepted', 'acknowledged', 'answered', 'withdrawn', 'closed'];
  const header = types.includes(entry?.fact?.type)
    ? entry.fact.type === 'accepted'
      ? entry.fact.opening
      : entry.fact.reply
    : undefined;
  if (
    entry?.position !== position ||
    entry.at !== receipt.at ||
    header?.id !== receipt.message ||
    header.digest !== digest
  )
    bad('the entry is about another message');
}

async function openCheckpoint(
  compact: string,
  hub: { id: string; key: CryptoKey },
): Promise<{ size: number; root: Uint8Array }> {
  let jws: { keyId: string; payload: Uint8Array };
  try {
    jws = readJws(compact, 'hotline-checkpoint+jws');
  } catch (refused) {
    return bad(`its checkpoint is refused (${(refused as Refused).number})`);
  }
  if (jws.keyId !== hub.id) notTheHub();
  try {
    await compactVerify(compact, hub.key, { algorithms: ['ES256'] });
  } catch {
    notTheHub();
  }
  let head: { hub: string; size: number; root: string };
  try {
    head = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(jws.payload));
  } catch {
    return bad('the checkpoint is not readable');
  }
  const root = typeof head.root === 'string' ? decode(head.root) : null;
  if (!Number.isSafeInteger(head.size) || head.size < 0 || root?.length !== 32)
    return bad('the checkpoint is not readable');
  if (head.hub !== hub.id) notTheHub();
  return { size: head.size, root };
}

const leaf = (entry: Uint8Array): Promise<Uint8Array> => hash(0, entry);
const node = (left: Uint8Array, right: Uint8Array): Promise<Uint8Array> => hash(1, left, right);

async function hash(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
}

/** RFC 9162 §2.1.3.2. */
async function includes(
  leafHash: Uint8Array,
  index: number,
  size: number,
  path: Uint8Array[],
  root: Uint8Array,
): Promise<boolean> {
  if (index >= size) return false;
  let [fn, sn] = [BigInt(index), BigInt(size - 1)];
  let result = leafHash;
  for (const sibling of path) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      result = await node(sibling, result);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      result = await node(result, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && result.every((byte, i) => byte === root[i]);
}
