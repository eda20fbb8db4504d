import { decode } from './base64url';
import { limits } from './payload';
import { Refused } from './refused';

const refuse = (number: number, title: string, detail: string): never => { throw new Refused(number, title, detail); };

/**
 * Reads the form of a compact JWS of the given type: ES256, exactly alg, kid and typ in its header, nothing detached.
 * The signature is not looked at.
 */
export function readJws(compact: string, type: string): { keyId: string; payload: Uint8Array } {
  if (compact.length > limits.bytes) refuse(1002, 'too-large', `The envelope is larger than ${limits.bytes} bytes.`);
  const first = compact.indexOf('.');
  const last = compact.lastIndexOf('.');
  if (first <= 0 || first === last) refuse(1001, 'not-a-jws', 'This is not a compact JWS of three parts.');
  if (last - first === 1) refuse(1009, 'detached-payload', 'The payload is empty.');
  if (first > limits.header) refuse(1004, 'bad-header', 'The header is too long.');
  const header = decode(compact.slice(0, first));
  const payload = decode(compact.slice(first + 1, last));
  const signature = decode(compact.slice(last + 1));
  if (!header || !payload || !signature) return refuse(1001, 'not-a-jws', 'A part is not canonical base64url.');
  return { keyId: readHeader(header, type), payload };
}

function readHeader(bytes: Uint8Array, type: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(1003, 'not-utf-8', 'The header is not UTF-8.');
  }
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(text);
    if (typeof header !== 'object' || header === null || Array.isArray(header)) throw new Error();
  } catch {
    return refuse(1004, 'bad-header', 'The header is not a JSON object.');
  }
  for (const [name, value] of Object.entries(header)) {
    if (!['alg', 'kid', 'typ'].includes(name))
      refuse(1006, 'header-member', `The header may not hold '${name.slice(0, 60)}'.`);
    if (typeof value !== 'string') refuse(1004, 'bad-header', `'${name}' is not a string.`);
  }
  if ((text.match(/"(?:[^"\\]|\\.)*"\s*:/g) ?? []).length !== Object.keys(header).length)
    refuse(1004, 'bad-header', 'The header has a member twice.');
  if (header.alg !== 'ES256') refuse(1005, 'bad-algorithm', 'Only ES256 is accepted.');
  if (header.typ !== type) refuse(1008, 'bad-type', 'This is another sort of JWS than an envelope.');
  const kid = header.kid;
  return typeof kid === 'string' && kid.length === 43 && decode(kid)
    ? kid
    : refuse(1007, 'bad-key-id', 'The key id is no thumbprint.');
}
