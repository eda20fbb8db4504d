// Signs with node:crypto alone, so that the vectors do not come from the code that they test.
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

export const folder = new URL('../', import.meta.url);
export const b64 = (data) => Buffer.from(data).toString('base64url');
export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
/** What a message is named by: what is signed, without the signature. */
export const digestOf = (compact) =>
  sha256(Buffer.from(compact.slice(0, compact.lastIndexOf('.')), 'ascii')).toString('base64url');

const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** The other signature that everybody can make of one: (r, n − s). */
export const twinOf = (compact) => {
  const at = compact.lastIndexOf('.') + 1;
  const both = Buffer.from(compact.slice(at), 'base64url');
  const s = order - BigInt(`0x${both.subarray(32).toString('hex')}`);
  both.write(s.toString(16).padStart(64, '0'), 32, 'hex');
  return compact.slice(0, at) + both.toString('base64url');
};

const stored = (file) => {
  const url = new URL(file, folder);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined;
};

// --- Keys: made once, then kept.
const thumbprint = ({ crv, kty, x, y }) => sha256(JSON.stringify({ crv, kty, x, y })).toString('base64url');
// Crockford's base 32, without I, L, O and U.
const fingerprint = (id) =>
  [...'0123456789ab']
    .map(
      (_, i) =>
        '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[
          Number((Buffer.from(id, 'base64url').readBigUInt64BE() >> BigInt(59 - 5 * i)) & 31n)
        ],
    )
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');
const oldKeys = stored('keys.json')?.keys ?? [];
const makeKey = (name, role, curve = 'P-256') => {
  const old = oldKeys.find((k) => k.name === name);
  const { kty, crv, x, y, d } =
    old?.private ?? generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ format: 'jwk' });
  const id = thumbprint({ crv, kty, x, y });
  return {
    name,
    role,
    thumbprint: id,
    fingerprint: fingerprint(id),
    public: { kty, crv, x, y },
    private: { kty, crv, x, y, d },
  };
};
export const keys = {
  officer: makeKey('officer', 'in the directory: XA/officer'),
  second: makeKey('second', 'in the directory: XB/officer'),
  stranger: makeKey('stranger', 'in nobody\'s directory'),
  hub: makeKey('hub', 'the hub, signs checkpoints'),
  p384: makeKey('p384', 'another curve, never accepted', 'P-384'),
};

// --- Signatures: ECDSA is random, so a stored one is kept as long as it signs the same input.
const kept = new Map();
const remember = (value) => {
  if (typeof value === 'string' && value.includes('.')) {
    const [text, end] = [value.slice(0, value.lastIndexOf('.')), value.slice(value.lastIndexOf('.') + 1)];
    kept.set(text, [...(kept.get(text) ?? []), end]);
  } else if (Array.isArray(value) && value.every((v) => typeof v === 'string' || v?.repeat)) {
    remember(value.map((v) => (typeof v === 'string' ? v : v.repeat.repeat(v.times))).join(''));
    value.forEach(remember);
  } else if (value && typeof value === 'object') {
    Object.values(value).forEach(remember);
  }
};
[
  'envelopes-valid.json',
  'envelopes-invalid.json',
  'tokens.json',
  'receipts.json',
  'confirmations.json',
].forEach((file) => remember(stored(file)));

export const signature = (input, key = keys.officer, hash = 'sha256') => {
  const data = Buffer.from(input, 'utf8');
  const publicKey = { key: createPublicKey({ key: key.public, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  const holds = (end) =>
    end.length === Buffer.from(end, 'base64url').toString('base64url').length &&
    verify(hash, data, publicKey, Buffer.from(end, 'base64url'));
  const old = (kept.get(input) ?? []).find(holds);
  if (old) {
    return old;
  }
  const made = sign(hash, data, {
    key: createPrivateKey({ key: key.private, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  }).toString('base64url');
  kept.set(input, [made, ...(kept.get(input) ?? [])]);
  return made;
};
export const hmac = (input, secret) => createHmac('sha256', secret).update(input).digest('base64url');

export const types = {
  envelope: 'hotline+jws',
  token: 'hotline-token+jwt',
  checkpoint: 'hotline-checkpoint+jws',
  confirmation: 'hotline-confirmation+jws',
};
export const header = (key = keys.officer, typ = types.envelope) => ({ alg: 'ES256', kid: key.thumbprint, typ });

const bytes = (part) => (typeof part === 'string' || Buffer.isBuffer(part) ? part : JSON.stringify(part));
export const input = (head, payload) => `${b64(bytes(head))}.${b64(bytes(payload))}`;

/** A compact JWS; head and payload are objects, or texts and bytes taken as they are. */
export const jws = (payload, { head, key = keys.officer } = {}) => {
  const text = input(head ?? header(key), payload);
  return `${text}.${signature(text, key)}`;
};
