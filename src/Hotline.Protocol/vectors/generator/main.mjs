// Writes the vectors: node main.mjs. With --check it writes nothing and fails when a file is not what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import { b64, folder, keys } from './jws.mjs';
import { validEnvelopes } from './envelopes-valid.mjs';
import { invalidEnvelopes } from './envelopes-invalid.mjs';
import { mediaTypes } from './media-types.mjs';
import { tokens } from './tokens.mjs';
import { merkle } from './merkle.mjs';
import { receipts } from './receipts.mjs';
import { confirmations } from './confirmations.mjs';

const good = keys.officer.public;
const notAKey = (name, key) => ({ name, refusal: { number: 1201, name: 'bad-key' }, key });
const flipped = Buffer.from(good.y, 'base64url');
flipped[31] ^= 1;

const files = {
  'keys.json': {
    keys: Object.values(keys),
    invalid: [
      notAKey('another curve', keys.p384.public),
      notAKey('another type', { ...good, kty: 'RSA' }),
      notAKey('octets', { kty: 'oct', k: 'AAAA' }),
      notAKey('P-384 called P-256', { ...keys.p384.public, crv: 'P-256' }),
      notAKey('not on the curve', { ...good, y: b64(flipped) }),
      notAKey('zero', { ...good, x: b64(Buffer.alloc(32)), y: b64(Buffer.alloc(32)) }),
      notAKey('beyond the field', { ...good, x: b64(Buffer.alloc(32, 255)) }),
      notAKey('31 bytes', { ...good, x: b64(Buffer.alloc(31, 1)) }),
      notAKey('padding', { ...good, x: `${good.x}=` }),
      notAKey('no y', { kty: 'EC', crv: 'P-256', x: good.x }),
      notAKey('x and y exchanged', { ...good, x: good.y, y: good.x }),
    ],
  },
  'envelopes-valid.json': { envelopes: validEnvelopes() },
  'envelopes-invalid.json': { envelopes: invalidEnvelopes() },
  'media-types.json': mediaTypes(),
  'tokens.json': tokens(),
  'merkle.json': merkle(),
  'receipts.json': receipts(),
  'confirmations.json': confirmations(),
};

let stale = 0;
for (const [file, content] of Object.entries(files)) {
  const url = new URL(file, folder);
  const text = `${JSON.stringify(content, null, 1)}\n`;
  if (process.argv.includes('--check')) {
    const same = readFileSync(url, 'utf8') === text;
    stale += same ? 0 : 1;
    console.log(`${file}: ${same ? 'as written' : 'NOT what main.mjs writes'}`);
  } else {
    writeFileSync(url, text);
  }
}
process.exitCode = stale ? 1 : 0;
