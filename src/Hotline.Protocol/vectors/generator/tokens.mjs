import { header, input, jws, keys, signature, types } from './jws.mjs';
import { base } from './envelopes-valid.mjs';

const iat = 1772334245;
const at = (seconds) => new Date((iat + seconds) * 1000).toISOString();
const audience = keys.hub.thumbprint;
const claims = { iss: keys.officer.thumbprint, aud: audience, iat, exp: iat + 300 };
const bound = { ...claims, exp: iat + 86400, cid: 'xa-notifier' };
const head = (key = keys.officer) => header(key, types.token);
const token = (payload, { key = keys.officer, h = head(key) } = {}) => jws(payload, { head: h, key });
const names = {
  1101: 'not-a-token',
  1102: 'token-unknown-key',
  1103: 'token-bad-signature',
  1104: 'token-other-hub',
  1105: 'token-expired',
  1106: 'token-from-the-future',
  1107: 'token-lives-too-long',
};

const accepted = (name, payload, now) => ({ name, token: token(payload), now, claims: payload });
const refused = (number, name, text, now = at(0)) => ({
  name,
  refusal: { number, name: names[number] },
  token: text,
  now,
});
const drop = (name) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

export const tokens = () => ({
  audience,
  policy: { maximumLifeSeconds: 300, maximumBoundLifeSeconds: 86400, skewSeconds: 60 },
  valid: [
    accepted('fresh', claims, at(0)),
    accepted('issued as far ahead as clocks may differ', claims, at(-60)),
    accepted(
      'a millisecond before it ends, clocks differing',
      claims,
      new Date((claims.exp + 60) * 1000 - 1).toISOString(),
    ),
    accepted('a second long', { ...claims, exp: iat + 1 }, at(0)),
    accepted('bound to a client id, for a day', bound, at(3600)),
  ],
  invalid: [
    refused(1101, 'nothing', ''),
    refused(1101, 'no JWS', 'secret'),
    refused(1101, 'an envelope', jws(base)),
    refused(1101, 'a general JWT', token(claims, { h: { ...head(), typ: 'JWT' } })),
    refused(1101, 'alg none', `${input({ ...head(), alg: 'none' }, claims)}.`),
    refused(1101, 'longer than 2048 characters', token({ ...bound, cid: 'x'.repeat(2048) })),
    refused(1101, 'issuer is not the key', token({ ...claims, iss: keys.second.thumbprint })),
    refused(1101, 'no JSON', token('iss=me')),
    ...Object.keys(claims).map((name) => refused(1101, `no ${name}`, token(drop(name)))),
    refused(1101, 'a claim that tokens do not have', token({ ...claims, scope: 'admin' })),
    refused(1101, 'a claim twice', token(JSON.stringify(claims).replace('{', '{"exp":9999999999,'))),
    refused(1101, 'audience is a list', token({ ...claims, aud: [audience] })),
    refused(1101, 'issuer is null', token({ ...claims, iss: null })),
    refused(1101, 'times are strings', token({ ...claims, exp: String(claims.exp) })),
    refused(1101, 'time with a fraction', token({ ...claims, iat: iat + 0.5 })),
    refused(1101, 'time beyond all numbers', token(JSON.stringify(claims).replace(String(claims.exp), '1e999'))),
    refused(1101, 'time beyond all calendars', token({ ...claims, exp: 9007199254740991 })),
    refused(1101, 'ends before it begins', token({ ...claims, exp: iat })),
    refused(1101, 'issued before 1970', token({ ...claims, iat: -1 })),
    refused(1101, 'bound to no client id', token({ ...bound, cid: '' })),
    refused(1102, 'a key that nobody has', token({ ...claims, iss: keys.stranger.thumbprint }, { key: keys.stranger })),
    refused(1103, 'signed by another key', `${input(head(), claims)}.${signature(input(head(), claims), keys.second)}`),
    refused(1104, 'for another hub', token({ ...claims, aud: keys.stranger.thumbprint })),
    refused(1105, 'ended, clocks differing', token(claims), new Date((claims.exp + 60) * 1000).toISOString()),
    refused(
      1106,
      'issued further ahead than clocks may differ',
      token(claims),
      new Date((iat - 60) * 1000 - 1).toISOString(),
    ),
    refused(1107, 'lives a second too long', token({ ...claims, exp: iat + 301 })),
    refused(1107, 'bound, lives a second too long', token({ ...bound, exp: iat + 86401 })),
  ],
});
