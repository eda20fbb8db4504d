import { b64, digestOf, header, input, jws, keys, signature, twinOf } from './jws.mjs';

export const id = '0198c0de-0000-7000-8000-000000000001';
export const other = '0198c0de-0000-7000-8000-000000000002';
export const base = {
  version: 1,
  id,
  from: 'XA',
  sender: 'officer',
  to: ['XB'],
  regime: 'exercise',
  kind: 'incident-notification',
  precedence: 'priority',
  status: 'exercise',
  tlp: 'amber',
  created: '2026-03-01T03:04:05.678Z',
  exchange: id,
};
export const reply = { ...base, id: other, kind: 'acknowledgement', exchange: id, inReplyTo: id };
export const nested = (levels) => (levels === 0 ? 1 : [nested(levels - 1)]);
export const participants = (count, first = 0) =>
  Array.from({ length: count }, (_, i) => `X${String(i + first).padStart(3, '0')}`);

/** Takes members out. */
export const without = (payload, ...names) =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));

/** Members are as a reader shows them: times with milliseconds. */
const valid = (name, payload, { members = payload, head, key = keys.officer } = {}) => {
  const compact = jws(payload, { head, key });
  return { name, key: key.name, compact, digest: digestOf(compact), members };
};

/**
 * Exactly as large as the limit. The payload is stored as text and a run, which is three bytes of content for each four
 * characters.
 */
const largest = () => {
  const limit = 256 * 1024;
  const subjectOf = (length) => 's'.repeat(length);
  for (let subject = 1; subject <= 200; subject++) {
    for (let tail = 0; tail < 6; tail++) {
      const make = (times) => ({
        ...base,
        subject: subjectOf(subject),
        contentType: 'application/json',
        content: { text: 'xxx'.repeat(times) + 'y'.repeat(tail) },
      });
      const lengthOf = (times) => input(header(), make(times)).length + 1 + 86;
      const times = Math.floor((limit - lengthOf(0)) / 4);
      const encoded = input(header(), make(times));
      const run = 'eHh4'.repeat(times);
      if (lengthOf(times) === limit && encoded.includes(run)) {
        const compact = `${encoded}.${signature(encoded)}`;
        const at = compact.indexOf(run);
        return {
          name: 'exactly 262144 bytes', key: keys.officer.name, digest: digestOf(compact),
          compactParts: [compact.slice(0, at), { repeat: 'eHh4', times }, compact.slice(at + run.length)],
          members: without(make(times), 'content'),
        };
      }
    }
  }
  throw new Error('no payload has exactly the limit');
};

const escaped =
  `{"i\\u0064":"${id}","version":1,\n\t"to" : [ "XB" ] ,"from":"XA","sender":"officer","regime":"exercise",` +
  `"kind":"declaration","precedence":"routine","status":"actual","tlp":"clear","created":"2026-03-01T03:04:05Z",` +
  `"subject":"\\ud83d\\udd25 \\u00fc","exchange":"${id}"}`;

export const validEnvelopes = () => [
  valid('least: no cc, subject or content', base),
  {
    ...valid('the same message under the other signature, (r, n - s): the same digest', base),
    compact: twinOf(jws(base)),
  },
  valid('most: every member of an opening message', {
    ...base,
    cc: ['XC', 'XZ'],
    inReplyTo: other,
    subject: 'Phishing seen from your networks',
    contentType: 'application/iodef+json',
    content: { Incident: [{ purpose: 'reporting', 'ext-value': null, restriction: 'amber', count: 12.5e3 }] },
  }),
  ...[
    'request-for-information', 'request-for-assistance', 'request-for-mitigation', 'request-for-consultation',
    'vulnerability-report', 'declaration', 'communication-check',
  ].map((kind) => valid(`opens: ${kind}`, { ...base, kind })),
  valid(
    'acknowledgement with the time by which an answer can be expected',
    { ...reply, from: 'XB', to: ['XA'], expectBy: '2026-03-01T11:04:05.000Z' },
    { key: keys.second },
  ),
  ...['response', 'withdrawal', 'closure'].map((kind) => valid(`replies: ${kind}`, { ...reply, kind })),
  ...['flash', 'immediate', 'routine'].map((precedence) => valid(`precedence ${precedence}`, { ...base, precedence })),
  ...['red', 'amber+strict', 'green', 'clear'].map((tlp) => valid(`tlp ${tlp}`, { ...base, tlp })),
  ...['actual', 'test'].map((status) => valid(`status ${status}`, { ...base, status })),
  valid('text content', {
    ...base,
    contentType: 'text/plain',
    content: 'Two lines\r\nof text, ü, 🔥, \u0000 and "quotes"',
  }),
  valid('bytes as content', {
    ...base,
    contentType: 'application/pdf',
    contentEncoding: 'base64url',
    content: b64(Buffer.from([0, 255, 254, 1])),
  }),
  valid('empty bytes as content', {
    ...base,
    contentType: 'application/octet-stream',
    contentEncoding: 'base64url',
    content: '',
  }),
  ...[null, false, 0, 'text', []].map((content) =>
    valid(`JSON content ${JSON.stringify(content)}`, { ...base, contentType: 'application/json', content }),
  ),
  valid(
    'a number in the content that no double holds',
    JSON.stringify({ ...base, contentType: 'application/json', content: 0 }).replace(/:0}$/, ':1e999}'),
    { members: { ...base, contentType: 'application/json' } },
  ),
  valid('members in another order, with white space and escapes; time without milliseconds', escaped, {
    members: {
      ...base,
      kind: 'declaration',
      precedence: 'routine',
      status: 'actual',
      tlp: 'clear',
      created: '2026-03-01T03:04:05.000Z',
      subject: '🔥 ü',
    },
  }),
  valid('header members in another order, with white space', base, {
    head: `{ "typ":"hotline+jws",\n"kid": "${keys.officer.thumbprint}", "alg":"ES256" }`,
  }),
  valid('empty cc', { ...base, cc: [] }, { members: base }),
  valid('empty subject', { ...base, subject: '' }),
  valid('subject of 200 characters', { ...base, subject: 'ü'.repeat(200) }),
  valid('64 action and 64 information addressees', { ...base, to: participants(64), cc: participants(64, 64) }),
  valid('32 levels deep', { ...base, contentType: 'application/json', content: nested(31) }),
  valid('longest names', {
    ...base,
    from: 'XA345678',
    sender: 'o'.repeat(32),
    regime: `r${'-'.repeat(30)}9`,
    contentType: `a/${'b'.repeat(125)}`,
    content: 'x',
  }),
  largest(),
];
