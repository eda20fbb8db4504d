import { b64, header, hmac, input, jws, keys, signature, types } from './jws.mjs';
import { base, id, nested, other, participants, reply, without } from './envelopes-valid.mjs';

const names = {
  1001: 'not-a-jws', 1002: 'too-large', 1003: 'not-utf-8', 1004: 'bad-header', 1005: 'bad-algorithm',
  1006: 'header-member', 1007: 'bad-key-id', 1008: 'bad-type', 1009: 'detached-payload', 1010: 'payload-not-json',
  1011: 'duplicate-member', 1012: 'unknown-version', 1013: 'missing-member', 1014: 'unknown-member', 1015: 'wrong-type',
  1016: 'bad-value', 1017: 'too-long', 1018: 'control-character', 1019: 'contradiction', 1020: 'sealed-not-supported',
  1021: 'bad-signature', 1022: 'unknown-key',
};
const refused = (number, name, compact) => ({
  name,
  refusal: { number, name: names[number] },
  ...(Array.isArray(compact) ? { compactParts: compact } : { compact }),
});

/** Properly signed, so that nothing but the payload is wrong. */
const payload = (number, name, content) => refused(number, name, jws(content));
const members = (number, name, change) => payload(number, name, { ...base, ...change });
const text = (number, name, change) => payload(number, name, change(JSON.stringify(base)));
const head = (number, name, content) => refused(number, name, jws(base, { head: content }));
const headWith = (number, name, change) => head(number, name, { ...header(), ...change });

const good = jws(base);
const [goodHead, goodPayload, goodSignature] = good.split('.');
const raw = Buffer.from(goodSignature, 'base64url');
const content = (value) => ({ contentType: 'application/json', content: value });
const withRaw = (from, to) => {
  const parts = JSON.stringify({ ...base, subject: from }).split(from);
  return Buffer.concat(parts.flatMap((part, i) => (i ? [to, Buffer.from(part)] : [Buffer.from(part)])));
};
const der = (bytes) => {
  const int = (part) => {
    const least = part.subarray(part.findIndex((b) => b !== 0));
    const value = least[0] & 0x80 ? Buffer.concat([Buffer.from([0]), least]) : least;
    return Buffer.concat([Buffer.from([2, value.length]), value]);
  };
  const body = Buffer.concat([int(bytes.subarray(0, 32)), int(bytes.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};
/** The same bytes, spelled with unused bits set. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const stray = (part) => part.slice(0, -1) + alphabet.at(alphabet.indexOf(part.at(-1)) + 1);
const endsBetweenBytes = [0, 1, 2]
  .map((n) => input(header(), { ...base, subject: 's'.repeat(n) }))
  .find((text) => text.split('.')[1].length % 4 !== 0);

const form = () => [
  refused(1001, 'nothing', ''),
  refused(1001, 'one part', 'eyJhbGciOiJFUzI1NiJ9'),
  refused(1001, 'two parts', `${goodHead}.${goodPayload}`),
  refused(1001, 'four parts', `${good}.${goodSignature}`),
  refused(1001, 'five parts, as a JWE has', `${goodHead}.AA.AA.AA.AA`),
  refused(1001, 'no header', `.${goodPayload}.${goodSignature}`),
  refused(1001, 'JSON serialisation',
    JSON.stringify({ protected: goodHead, payload: goodPayload, signature: goodSignature })),
  refused(1001, 'padding', `${good}==`),
  refused(1001, 'space before', ` ${good}`),
  refused(1001, 'line end after', `${good}\n`),
  refused(1001, 'line end within',
    `${goodHead}.${goodPayload.slice(0, 8)}\r\n${goodPayload.slice(8)}.${goodSignature}`),
  refused(1001, 'base64 instead of base64url', `${goodHead}.${goodPayload}.+/${goodSignature.slice(2)}`),
  refused(1001, 'a part of 4n+1 characters', `${goodHead}.${goodPayload}.${goodSignature}AAA`),
  refused(1001, 'not ASCII', `${goodHead}.${goodPayload}.ü${goodSignature.slice(1)}`),
  refused(1001, 'unused bits set in the signature', `${goodHead}.${goodPayload}.${stray(goodSignature)}`),
  refused(1001, 'unused bits set in the payload, and signed',
    `${stray(endsBetweenBytes)}.${signature(stray(endsBetweenBytes))}`),
  refused(1002, '262145 bytes',
    [
      `${goodHead}.`,
      { repeat: 'A', times: 256 * 1024 + 1 - goodHead.length - 2 - goodSignature.length },
      `.${goodSignature}`,
    ]),
  refused(1009, 'detached payload', `${goodHead}..${goodSignature}`),
];

const headers = () => [
  head(1003, 'header is not UTF-8',
    Buffer.concat([Buffer.from('{"alg":"ES256","kid":"'), Buffer.from([0xff]), Buffer.from('","typ":"hotline+jws"}')])),
  head(1004, 'header is not JSON', 'alg=ES256'),
  head(1004, 'header is an array', [header()]),
  head(1004, 'header is null', 'null'),
  head(1004, 'header has alg twice',
    `{"alg":"none","alg":"ES256","kid":"${keys.officer.thumbprint}","typ":"${types.envelope}"}`),
  headWith(1004, 'alg is a number', { alg: 256 }),
  headWith(1004, 'kid is null', { kid: null }),
  head(1004, 'header is longer than 512 characters', `${JSON.stringify(header())}${' '.repeat(400)}`),
  refused(1005, 'alg none, no signature', `${input({ ...header(), alg: 'none' }, base)}.`),
  headWith(1005, 'alg None, signed', { alg: 'None' }),
  head(1005, 'no alg', without(header(), 'alg')),
  headWith(1005, 'alg in lower case', { alg: 'es256' }),
  headWith(1005, 'alg RS256', { alg: 'RS256' }),
  headWith(1005, 'alg ES256K', { alg: 'ES256K' }),
  ...[
    ['JWK', JSON.stringify(keys.officer.public)],
    ['raw point', Buffer.concat([Buffer.from([4]), ...[keys.officer.public.x, keys.officer.public.y].map(
      (part) => Buffer.from(part, 'base64url'))])],
  ]
    .map(([what, secret]) => [what, secret, input({ ...header(), alg: 'HS256' }, base)])
    .map(([what, secret, signing]) =>
      refused(1005, `alg HS256 with the public key as secret, as ${what}`, `${signing}.${hmac(signing, secret)}`)),
  ...[input({ ...header(keys.p384), alg: 'ES384' }, base)]
    .map((signing) =>
      refused(1005, 'alg ES384 with a P-384 key', `${signing}.${signature(signing, keys.p384, 'sha384')}`)),
  headWith(1006, 'a key in the header', { jwk: keys.officer.public }),
  ...['jku', 'x5u', 'x5c', 'x5t', 'cty', 'zip', 'enc', '']
    .map((name) => headWith(1006, `header member '${name}'`, { [name]: 'x' })),
  headWith(1006, 'crit', { crit: ['b64'], b64: false }),
  headWith(1006, 'b64', { b64: true }),
  head(1007, 'no kid', without(header(), 'kid')),
  headWith(1007, 'kid too short', { kid: 'officer' }),
  headWith(1007, 'kid with padding', { kid: `${keys.officer.thumbprint.slice(1)}=` }),
  headWith(1007, 'kid with unused bits set', { kid: stray(keys.officer.thumbprint) }),
  headWith(1007, 'kid is a path', { kid: '../../../../../../../../../../../../etc/passwd'.slice(0, 43) }),
  head(1008, 'no typ', without(header(), 'typ')),
  ...['JWT', types.token, types.checkpoint, 'HOTLINE+JWS', 'application/hotline+jws']
    .map((typ) => headWith(1008, `typ ${typ}`, { typ })),
];

const json = () => [
  payload(1003, 'a byte that is not UTF-8', withRaw('@', Buffer.from([0xff]))),
  payload(1003, 'an over-long encoding', withRaw('@', Buffer.from([0xc0, 0xaf]))),
  payload(1003, 'a surrogate in UTF-8', withRaw('@', Buffer.from([0xed, 0xa0, 0x80]))),
  payload(1003, 'UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(JSON.stringify(base), 'utf16le')])),
  payload(1003, 'byte-order mark', `\ufeff${JSON.stringify(base)}`),
  payload(1010, 'no JSON', 'hello'),
  payload(1010, 'an array', [base]),
  payload(1010, 'a string', JSON.stringify(JSON.stringify(base))),
  payload(1010, 'null', 'null'),
  text(1010, 'two objects', (t) => t + t),
  text(1010, 'cut off', (t) => t.slice(0, -1)),
  text(1010, 'NaN', (t) => t.replace('"version":1', '"version":NaN')),
  text(1010, 'Infinity', (t) => t.replace('"version":1', '"version":-Infinity')),
  text(1010, 'leading zero', (t) => t.replace('"version":1', '"version":01')),
  text(1010, 'hexadecimal', (t) => t.replace('"version":1', '"version":0x1')),
  text(1010, 'comment', (t) => t.replace('{', '{/* hello */')),
  text(1010, 'trailing comma', (t) => t.replace(/}$/, ',}')),
  text(1010, 'single quotes', (t) => t.replaceAll('"', "'")),
  text(1010, 'a raw line break in a string', (t) => t.replace('"XA"', '"X\nA"')),
  members(1010, '33 levels deep', content(nested(32))),
  members(1010, 'depth bomb', { contentType: 'application/json', content: nested(2000) }),
  text(1010, 'half a surrogate pair in the subject', (t) => t.replace(/}$/, ',"subject":"\\ud800"}')),
  text(1010, 'half a surrogate pair in the content',
    (t) => t.replace(/}$/, ',"contentType":"application/json","content":{"a":["\\uDC00"]}}')),
  text(1010, 'half a surrogate pair in a name',
    (t) => t.replace(/}$/, ',"contentType":"application/json","content":{"\\ud83d":1}}')),
  text(1011, 'a member twice', (t) => t.replace(/}$/, `,"id":"${other}"}`)),
  text(1011, 'a member twice, once escaped', (t) => t.replace(/}$/, ',"\\u0074o":["XC"]}')),
  text(1011, 'a member twice deep in the content',
    (t) => t.replace(/}$/, ',"contentType":"application/json","content":{"a":[{"b":{"c":1,"c":1}}]}}')),
];

const shape = () => [
  ...[0, 2, -1, 4294967297].map((version) => members(1012, `version ${version}`, { version })),
  ...['1.0', '1e0', '1e999', '1.5']
    .map((version) => text(1012, `version ${version}`, (t) => t.replace('"version":1', `"version":${version}`))),
  ...Object.keys(base).map((name) => payload(1013, `no ${name}`, without(base, name))),
  members(1013, 'content without contentType', { content: {} }),
  members(1013, 'contentType without content', { contentType: 'application/json' }),
  members(1013, 'contentEncoding without content', { contentEncoding: 'base64url' }),
  ...['note', 'ID', 'expect_by', 'hasOwnProperty', '']
    .map((name) => members(1014, `unknown member '${name}'`, { [name]: 'x' })),
  text(1014, "unknown member '__proto__'", (t) => t.replace(/}$/, ',"__proto__":{}}')),
  members(1015, 'version is a string', { version: '1' }),
  ...['id', 'from', 'sender', 'regime', 'kind', 'precedence', 'status', 'tlp', 'created', 'exchange']
    .map((name) => members(1015, `${name} is a number`, { [name]: 1 })),
  ...['cc', 'inReplyTo', 'expectBy', 'subject'].map((name) => members(1015, `${name} is null`, { [name]: null })),
  members(1015, 'to is a string', { to: 'XB' }),
  members(1015, 'to holds a number', { to: ['XB', 1] }),
  members(1015, 'contentType is an array', { contentType: ['text/plain'], content: 'x' }),
  members(1015, 'contentEncoding is null', { contentType: 'text/plain', contentEncoding: null, content: 'x' }),
  members(1015, 'text content is an object', { contentType: 'text/plain', content: {} }),
  members(1015, 'bytes are an object', { contentType: 'application/json', contentEncoding: 'base64url', content: {} }),
];

const values = () => [
  ...[
    '0198c0de-0000-4000-8000-000000000001', '0198c0de-0000-7000-c000-000000000001', id.toUpperCase(), `{${id}}`,
    id.replaceAll('-', ''), ` ${id.slice(1)}`, `+${id.slice(1)}`, `0x98c0de${id.slice(8)}`, '',
  ]
    .map((value) => members(1016, `id ${value || 'empty'}`, { id: value, exchange: value })),
  ...['xa', 'X', 'X23456789', 'X-A', '1A', 'XÄ', 'XA\n', '']
    .map((from) => members(1016, `from ${JSON.stringify(from)}`, { from })),
  ...['Officer', 'o'.repeat(33), '-a', '9a', 'a_b', 'a/b', '']
    .map((sender) => members(1016, `sender ${JSON.stringify(sender)}`, { sender })),
  members(1016, 'regime with a path', { regime: '../un' }),
  members(1016, 'to is empty', { to: [] }),
  members(1016, 'to holds a wildcard', { to: ['#'] }),
  members(1016, 'cc in lower case', { cc: ['xc'] }),
  members(1016, 'kind unknown', { kind: 'attack' }),
  members(1016, 'precedence in capitals', { precedence: 'FLASH' }),
  members(1016, 'status unknown', { status: 'drill' }),
  members(1016, 'tlp of version 1', { tlp: 'white' }),
  ...[
    '2026-03-01T03:04:05.678+00:00', '2026-03-01T03:04:05.678', '2026-03-01 03:04:05Z', '2026-02-30T03:04:05Z',
    '2026-03-01T24:00:00Z', '2026-03-01T03:04:60Z', '2026-03-01T03:04:05.6Z', '2026-03-01T03:04:05.678901Z',
    '2026-03-01T03:04:05.678z', '2026-03-01', ' 2026-03-01T03:04:05Z', '',
  ]
    .map((created) => members(1016, `created ${JSON.stringify(created)}`, { created })),
  ...[
    'application/json; charset=utf-8', 'Application/JSON', 'json', 'a/', '/b', 'a/b/c', `a/${'b'.repeat(126)}`,
    'text/plain\r\nBcc: x', '',
  ]
    .map((contentType) => members(1016, `contentType ${JSON.stringify(contentType)}`, { contentType, content: 'x' })),
  members(1016, 'contentEncoding base64',
    { contentType: 'application/pdf', contentEncoding: 'base64', content: 'AAAA' }),
  ...['AA==', 'A', 'AB', 'A A', 'A+/A']
    .map((content) =>
      members(1016, `bytes ${content}`, { contentType: 'application/pdf', contentEncoding: 'base64url', content })),
  members(1017, '65 action addressees', { to: participants(65) }),
  members(1017, '65 information addressees', { cc: participants(65) }),
  members(1017, 'subject of 201 characters', { subject: 's'.repeat(201) }),
  ...['a\r\nBcc: x', 'a\nb', '\t', '\0', '\u0085', '\u2028', '\u2029', '\u001b[2J', '\u007f']
    .map((subject) => members(1018, `subject ${JSON.stringify(subject)}`, { subject })),
];

const sense = () => [
  members(1019, 'to oneself', { to: ['XA'] }),
  members(1019, 'copy to oneself', { cc: ['XA'] }),
  members(1019, 'twice to the same', { to: ['XB', 'XB'] }),
  members(1019, 'in to and in cc', { cc: ['XB'] }),
  members(1019, 'opens another exchange', { exchange: other }),
  payload(1019, 'reply without inReplyTo', without(reply, 'inReplyTo')),
  payload(1019, 'reply that is its own exchange', { ...reply, exchange: other }),
  payload(1019, 'reply to itself', { ...reply, inReplyTo: other }),
  payload(1019, 'expectBy in a response', { ...reply, kind: 'response', expectBy: base.created }),
  members(1020, 'sealed', { sealed: 'eyJ.a.b.c.d' }),
  members(1020, 'sealed null', { sealed: null }),
];

const signatures = () => [
  refused(1021, 'signed by another key',
    `${goodHead}.${goodPayload}.${signature(`${goodHead}.${goodPayload}`, keys.second)}`),
  refused(1021, 'kid of another key', `${b64(JSON.stringify(header(keys.second)))}.${goodPayload}.${goodSignature}`),
  refused(1021, 'payload changed', `${input(header(), { ...base, to: ['XC'] })}.${goodSignature}`),
  refused(1021, 'header spelled otherwise', `${b64(`${JSON.stringify(header())} `)}.${goodPayload}.${goodSignature}`),
  refused(1021, 'payload is no JSON and the signature does not hold', `${goodHead}.AAAA.${goodSignature}`),
  refused(1021, 'no signature', `${goodHead}.${goodPayload}.`),
  refused(1021, 'signature of 63 bytes', `${goodHead}.${goodPayload}.${b64(raw.subarray(0, 63))}`),
  refused(1021, 'signature of 65 bytes', `${goodHead}.${goodPayload}.${b64(Buffer.concat([raw, Buffer.from([0])]))}`),
  refused(1021, 'signature in DER', `${goodHead}.${goodPayload}.${b64(der(raw))}`),
  refused(1021, 'r and s are zero', `${goodHead}.${goodPayload}.${b64(Buffer.alloc(64))}`),
  refused(1021, 'r and s exchanged',
    `${goodHead}.${goodPayload}.${b64(Buffer.concat([raw.subarray(32), raw.subarray(0, 32)]))}`),
  refused(1022, 'a key that nobody has', jws(base, { key: keys.stranger })),
];

export const invalidEnvelopes = () => [
  ...form(), ...headers(), ...json(), ...shape(), ...values(), ...sense(), ...signatures(),
];
