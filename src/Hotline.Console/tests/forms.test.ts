import { describe, expect, it } from 'vitest';
import { opening, reply } from '../src/desk/acts';
import { attributions, codeKey, fieldsOf, readForm } from '../src/desk/forms';
import { trimmed } from '../src/desk/drafts';
import { planLines } from '../src/desk/plan';
import { story } from '../src/desk/story';
import en from 'words:en';
import { envelopesIn } from '../src/desk/files';
import { readPayload } from '../src/wire/payload';
import type { Me } from '../src/wire/types';
import { at, noon, someAddressee, someEnvelope, someExchange, someWindow } from './some';

const me: Me = {
  participant: 'XA',
  name: 'A',
  poc: 'officer',
  role: 'duty-officer',
  title: 'Duty officer',
  languages: ['en'],
  watches: [],
};
const form = {
  form: 'incident-notification',
  version: 1 as const,
  language: 'en',
  fields: { what: 'seen', class: 'fraud', phrases: ['not-attribution'] },
};
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('a form', () => {
  it('reads back what was written', () => expect(readForm(JSON.parse(JSON.stringify(form)))).toEqual(form));
  it.each([
    null,
    [],
    'text',
    { form: 1 },
    { ...form, version: 2 },
    { ...form, fields: { what: 3 } },
    { ...form, fields: [] },
    { ...form, timeZone: 'Nowhere/Here' },
    { ...form, attachments: [{ name: 1 }] },
  ])('takes a stranger’s %j for no form', (content) => expect(readForm(content)).toBeNull());
  it('travels without what was left empty', () =>
    expect(trimmed({ ...form, fields: { ...form.fields, systems: '  ', 'relates-to': [] }, attachments: [] })).toEqual(
      form,
    ));
  it('has a word in the catalogue for every field and code', () => {
    for (const fields of Object.values(fieldsOf)) {
      for (const field of fields) {
        expect(en).toHaveProperty([`field.${field.id}`]);
        for (const code of field.codes ?? []) expect(en).toHaveProperty([codeKey(field.id, code)]);
      }
    }
  });
  it('nudges away from accusing', () => {
    expect(attributions('We were attacked by your military, the culprit')).toEqual([
      'attacked by', 'your military', 'culprit',
    ]);
    expect(attributions('Traffic appears to emanate from 192.0.2.4')).toEqual([]);
  });
});

describe('what is signed', () => {
  it('opens an exchange as the hub reads it', () => {
    const envelope = opening(
      me,
      {
        to: ['XB'],
        cc: [],
        regime: 'exercise',
        kind: 'incident-notification',
        precedence: 'flash',
        status: 'exercise',
        tlp: 'amber',
        subject: 'Wave',
        form,
      },
      noon + 0.7,
    );
    expect(readPayload(bytes(envelope))).toMatchObject({
      id: envelope.exchange,
      from: 'XA',
      sender: 'officer',
      to: ['XB'],
      content: form,
    });
  });
  it('acknowledges to the opening side, with the rules of the exchange', () => {
    const opened = someEnvelope({ precedence: 'immediate' });
    const ack = reply({ ...me, participant: 'XB' }, opened, 'acknowledgement', noon, { expectBy: at(60) });
    expect(readPayload(bytes(ack))).toMatchObject({
      to: ['XA'],
      exchange: opened.id,
      inReplyTo: opened.id,
      precedence: 'immediate',
      expectBy: at(60),
    });
  });
  it('closes towards everybody', () => {
    const opened = someEnvelope({ to: ['XB'], cc: ['XC'] });
    expect(readPayload(bytes(reply(me, opened, 'closure', noon)))).toMatchObject({ to: ['XB'], cc: ['XC'] });
  });
});

describe('the plan', () => {
  it('says for each window what follows silence, in the order of time', () => {
    const basis = { kind: 'operator-default' as const, source: 's' };
    const lines = planLines({
      participant: 'XB',
      name: 'B',
      role: 'action',
      windows: [{ window: 'acknowledgement', seconds: 1800, basis }],
      steps: [
        {
          step: 'deputy',
          window: 'acknowledgement',
          seconds: 1800,
          told: 'XB',
          notices: [{ means: 'mail', poc: 'deputy' }],
        },
        { step: 'remind', window: 'acknowledgement', seconds: 900, told: 'XB', notices: [] },
        { step: 'mail', window: 'delivery', seconds: 1, told: 'XB', notices: [{ means: 'mail', poc: 'officer' }] },
      ],
    });
    expect(lines).toEqual([
      {
        participant: 'XB',
        window: 'acknowledgement',
        seconds: 1800,
        basis,
        then: [
          { step: 'remind', seconds: 900, mail: false },
          { step: 'deputy', seconds: 1800, mail: true },
        ],
      },
    ]);
  });
});

describe('the timeline', () => {
  it('tells what happened by time, then what is to come', () => {
    const addressee = someAddressee({
      rung: 'acknowledged',
      rungs: [
        { rung: 'accepted', at: at(0), position: 1, carrier: 'http', late: false, implied: false },
        {
          rung: 'acknowledged',
          at: at(40),
          position: 9,
          carrier: 'signalr',
          by: 'officer',
          late: true,
          implied: false,
        },
      ],
      windows: [someWindow('acknowledgement', 30, 'lapsed'), someWindow('response', 120)],
      steps: [
        { step: 'remind', window: 'acknowledgement', due: at(15), at: at(15), position: 3 },
        { step: 'coordinator', window: 'response', due: at(120) },
      ],
    });
    expect(
      story(someExchange({ addressees: [addressee] }), addressee).map((l) => [
        l.what,
        l.happened,
        (l.at - noon) / 60_000,
      ]),
    ).toEqual([
      ['rung', true, 0],
      ['step', true, 15],
      ['window', true, 30],
      ['rung', true, 40],
      ['window', false, 120],
      ['step', false, 120],
    ]);
  });
});

describe('a dropped file', () => {
  const compact = 'eyJhIjoxfQ.eyJiIjoyfQ.c2ln';
  it('may be an envelope', async () => expect(await envelopesIn(new Blob([compact + '\n']))).toEqual([compact]));
  it('may be a mail with one attached', async () => {
    const mail = [
      'Subject: x', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b',
      'Content-Type: text/plain', '', 'Hello', '--b', 'Content-Type: application/jose; name=message.jws',
      'Content-Disposition: attachment; filename=message.jws', '', compact, '--b--', '',
    ].join('\r\n');
    expect(await envelopesIn(new Blob([mail]))).toEqual([compact]);
  });
  it('may hold nothing', async () => expect(await envelopesIn(new Blob(['Subject: x\r\n\r\nHello']))).toEqual([]));
  it('may not be larger than a mail is', async () =>
    expect(envelopesIn(new Blob([new Uint8Array(1024 * 1024 + 1)]))).rejects.toThrow('5001'));
});
