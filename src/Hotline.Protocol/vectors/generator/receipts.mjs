import { b64, digestOf, header, jws, keys, sha256, types } from './jws.mjs';
import { base, id, other } from './envelopes-valid.mjs';
import { leafHash, pathOf, rootOf } from './merkle.mjs';

const digest = digestOf(jws(base));
const at = '2026-03-01T03:04:06.001Z';
const message = {
  id,
  from: 'XA',
  sender: 'officer',
  key: keys.officer.thumbprint,
  to: ['XB'],
  cc: [],
  kind: 'incident-notification',
  precedence: 'priority',
  created: base.created,
  digest,
};
const accepted = {
  position: 3,
  at,
  fact: {
    type: 'accepted',
    exchange: id,
    opening: message,
    regime: { id: 'exercise', digest: b64(sha256('the regime file')) },
    status: 'exercise',
    tlp: 'amber',
    carrier: 'mqtt',
    asked: [
      {
        participant: 'XB',
        role: 'action',
        windows: [{ window: 'delivery', start: at, due: '2026-03-01T03:05:06.001Z', basis: 'to-be-watched' }],
        plan: [{ step: 'mail', window: 'delivery', due: '2026-03-01T03:05:06.001Z' }],
      },
    ],
  },
};
const started = (position) => ({
  position,
  at,
  fact: { type: 'hub-started', hub: keys.hub.thumbprint, version: '0.1.0', clean: true },
});

const receiptOf = (
  entry,
  { index = 2, size = 5, checkpoint = {}, key = keys.hub, typ = types.checkpoint, receipt = {} } = {},
) => {
  const bytes = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const leaves = Array.from({ length: size }, (_, i) => leafHash(bytes(i === index ? entry : started(i + 1))));
  const head = { hub: keys.hub.thumbprint, size, root: b64(rootOf(leaves)), at, ...checkpoint };
  return {
    message: id, position: index + 1, at, entry: b64(bytes(entry)), path: pathOf(index, leaves).map(b64),
    checkpoint: jws(head, { head: header(key, typ), key }), ...receipt,
  };
};
const good = receiptOf(accepted);
const alone = receiptOf({ ...accepted, position: 1 }, { index: 0, size: 1 });

const names = { 1301: 'not-the-hub', 1302: 'bad-proof' };
const refused = (number, name, receipt, forDigest = digest) => ({
  name,
  refusal: { number, name: names[number] },
  receipt,
  digest: forDigest,
});
const change = (fields) => ({ ...good, ...fields });

export const receipts = () => ({
  hub: keys.hub.public,
  valid: [
    { name: 'third of five entries', receipt: good, digest, entry: accepted },
    { name: 'the only entry', receipt: alone, digest, entry: { ...accepted, position: 1 } },
  ],
  invalid: [
    refused(1301, 'checkpoint by another key', receiptOf(accepted, { key: keys.stranger })),
    refused(
      1301,
      'checkpoint names another hub',
      receiptOf(accepted, { checkpoint: { hub: keys.stranger.thumbprint } }),
    ),
    refused(1302, 'checkpoint is no JWS', change({ checkpoint: 'eyJ' })),
    refused(1302, 'an envelope as checkpoint', change({ checkpoint: jws(base, { key: keys.hub }) })),
    refused(1302, 'checkpoint of another type', receiptOf(accepted, { typ: types.token })),
    refused(1302, 'checkpoint without size', receiptOf(accepted, { checkpoint: { size: undefined } })),
    refused(1302, 'checkpoint is not readable', receiptOf(accepted, { checkpoint: { size: 'five' } })),
    refused(1302, 'tree of negative size', receiptOf(accepted, { checkpoint: { size: -5 } })),
    refused(1302, 'another root', receiptOf(accepted, { checkpoint: { root: b64(sha256('another')) } })),
    refused(
      1302,
      'root of 31 bytes',
      receiptOf(accepted, { checkpoint: { root: b64(sha256('another').subarray(1)) } }),
    ),
    refused(1302, 'another position', change({ position: 4 })),
    refused(1302, 'position 0', change({ position: 0 })),
    refused(1302, 'lowest position', JSON.stringify(good).replace('"position":3', '"position":-9223372036854775808')),
    refused(1302, 'position beyond the tree', change({ position: 6 })),
    refused(1302, 'path too short', change({ path: good.path.slice(1) })),
    refused(1302, 'path too long', change({ path: [...good.path, good.path[0]] })),
    refused(1302, 'path in another order', change({ path: good.path.toReversed() })),
    refused(1302, 'path with a short hash', change({ path: ['AAAA', ...good.path.slice(1)] })),
    refused(1302, 'path with padding', change({ path: good.path.map((hash) => `${hash}=`) })),
    refused(
      1302,
      'another entry',
      change({ entry: b64(JSON.stringify({ ...accepted, at: '2026-03-01T03:04:07.000Z' })) }),
    ),
    refused(1302, 'entry is no base64url', change({ entry: '!' })),
    refused(1302, 'entry is no JSON', receiptOf('hello')),
    refused(1302, 'entry is null', receiptOf('null')),
    refused(1302, 'entry without fact', receiptOf({ position: 3, at })),
    refused(1302, 'fact of no type', receiptOf({ position: 3, at, fact: { exchange: id } })),
    refused(1302, 'fact of an unknown type', receiptOf({ position: 3, at, fact: { type: 'agreed', exchange: id } })),
    refused(1302, 'fact without its message', receiptOf({ position: 3, at, fact: { type: 'accepted', exchange: id } })),
    refused(1302, 'fact about the hub', receiptOf(started(3))),
    refused(
      1302,
      'message id with half a surrogate pair',
      receiptOf(JSON.stringify(accepted).replaceAll(id, '\\ud800')),
    ),
    refused(1302, 'entry says another position', receiptOf({ ...accepted, position: 2 })),
    refused(1302, 'entry says another time', receiptOf(accepted, { receipt: { at: '2026-03-01T03:04:05.000Z' } })),
    refused(1302, 'entry is about another message', receiptOf(accepted, { receipt: { message: other } })),
    refused(1302, 'entry is about another envelope', good, digestOf('another')),
  ],
});
