import { header, input, jws, keys, signature, types } from './jws.mjs';
import { base } from './envelopes-valid.mjs';

const says = { message: base.id, rung: 'delivered' };
const head = (key = keys.second) => header(key, types.confirmation);
const confirmation = (payload, { key = keys.second, h = head(key) } = {}) => jws(payload, { head: h, key });
const names = {
  1001: 'not-a-jws',
  1005: 'bad-algorithm',
  1006: 'header-member',
  1008: 'bad-type',
  1021: 'bad-signature',
  1022: 'unknown-key',
  4050: 'no-confirmation',
};

const accepted = (name, payload, key = keys.second) => ({
  name,
  key: key.name,
  compact: confirmation(payload, { key }),
  says: payload,
});
const refused = (number, name, compact) => ({ name, refusal: { number, name: names[number] }, compact });
const other = `${input(head(), says)}.${signature(input(head(), says), keys.officer)}`;

export const confirmations = () => ({
  valid: [
    accepted('delivered', says),
    accepted('displayed', { ...says, rung: 'displayed' }),
    accepted('by another key', says, keys.officer),
  ],
  invalid: [
    refused(1001, 'bare JSON', JSON.stringify(says)),
    refused(1001, 'a line end behind it', `${confirmation(says)}\n`),
    refused(1005, 'alg none', confirmation(says, { h: { ...head(), alg: 'none' } })),
    refused(1006, 'a key in the header', confirmation(says, { h: { ...head(), jwk: keys.second.public } })),
    refused(1008, 'an envelope', jws(base)),
    refused(1008, 'a token', confirmation(says, { h: header(keys.second, types.token) })),
    refused(1021, 'signed by another key', other),
    refused(1022, 'a key that nobody has', confirmation(says, { key: keys.stranger })),
    refused(4050, 'no JSON', confirmation('delivered')),
    refused(4050, 'a list', confirmation([says])),
    refused(4050, 'null', confirmation('null')),
    refused(4050, 'no message', confirmation({ rung: 'delivered' })),
    refused(4050, 'no rung', confirmation({ message: base.id })),
    refused(4050, 'a rung that is none', confirmation({ ...says, rung: 'seen' })),
    refused(4050, 'an id that is none', confirmation({ ...says, message: 'yesterday' })),
    refused(4050, 'a member that confirmations do not have', confirmation({ ...says, at: '2026-03-01T03:04:05Z' })),
    refused(4050, 'a member twice', confirmation(JSON.stringify(says).replace('{', '{"rung":"displayed",'))),
  ],
});
