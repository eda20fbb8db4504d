import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { types, wire, written } from '../contract.mjs';
import en from 'words:en';
import sentences from '../src/i18n/en.json';
import vocabulary from '../src/i18n/vocabulary.json';
import { languages } from '../src/i18n/catalogue.svelte';
import { fieldsOf } from '../src/desk/forms';
import { kinds, replies } from '../src/wire/types';

type Schema = { enum?: string[]; discriminator?: { mapping: Record<string, string> } };
const document = JSON.parse(readFileSync(wire, 'utf8')) as { components: { schemas: Record<string, Schema> } };
const schemas = document.components.schemas;
const words = (name: string): string[] => schemas[name]!.enum!;

// What a word of the contract is called in the vocabulary. A new set of words has to be put here or below.
const shown: Record<string, string[]> = {
  AddresseeRole: words('AddresseeRole').map((w) => `role.${w}`),
  // Programs take delivery, no officer is asked to; who is silent is reached by us, never by others.
  Awaited: words('Awaited').filter((w) => w !== 'take-delivery')
    .flatMap((w) => [`ask.${w}`, `due.ours.${w}`, ...(w === 'reach' ? [] : [`due.theirs.${w}`])]),
  BasisKind: words('BasisKind').map((w) => `basis.${w}`),
  Carrier: words('Carrier').map((w) => `carrier.${w}`),
  EscalationStep: words('EscalationStep').map((w) => `step.${w}`),
  ExchangeState: words('ExchangeState').map((w) => `state.${w}`),
  Figures: words('Figures').map((w) => `times.scope.${w}`),
  Kind: words('Kind').map((w) => `kind.${w}`),
  NoticeState: words('NoticeState').map((w) => `notice.${w}`),
  OpenAct: words('OpenAct').map((w) => `act.${w}`),
  Precedence: words('Precedence').flatMap((w) => [`precedence.${w}`, `precedence.${w}.means`]),
  ReportGroup: words('ReportGroup').map((w) => `times.by.${w}`),
  Rung: words('Rung').map((w) => `rung.${w}`),
  Status: words('Status').flatMap((w) => [`status.${w}`, `status.${w}.means`]),
  Timeliness: words('Timeliness').map((w) => `times.${w}`),
  Tlp: words('Tlp').map((w) => `tlp.${w}`),
  Window: words('Window').flatMap((w) => [
    `window.${w}`, `plan.${w}`, ...words('WindowState').map((s) => `window.${w}.${s}`),
  ]),
  Fact: Object.keys(schemas.Fact!.discriminator!.mapping).map((w) => `fact.${w}`),
};

// Words that no officer reads: said otherwise on the screen, or by the operator's own text.
const unsaid = {
  PocRole: "shown by the point of contact's own title",
  Turn: 'shown by whom the line in the list asks',
  WindowRevision: 'a revised window is shown by its new end',
  WindowState: 'said with the window, see Window',
};

// Facts of a regime's, the directory's or a hub's own stream: they stand in no desk's feed.
const inNoFeed = ['regime-adopted', 'key-admitted', 'key-removed', 'hub-started', 'hub-stopped'].map(
  (w) => `fact.${w}`,
);

it('the types are those of docs/api/wire.json: ops/contract writes them', async () => {
  expect(readFileSync(written, 'utf8')).toBe(await types());
});

it('every set of words of the contract is shown, or it is said why not', () => {
  const sets = Object.keys(schemas).filter((name) => schemas[name]!.enum);
  expect(sets.sort()).toEqual([...Object.keys(shown).filter((name) => name !== 'Fact'), ...Object.keys(unsaid)].sort());
});

it('every kind that opens an exchange has a form', () => {
  expect(Object.keys(fieldsOf).sort()).toEqual([...kinds, 'response'].sort());
  expect([...kinds, ...replies].sort()).toEqual([...words('Kind')].sort());
});

describe('the vocabulary', () => {
  it.each(Object.entries(shown))('has a word for everything of %s', (_set, keys) => {
    expect(keys.filter((key) => !inNoFeed.includes(key) && !(key in vocabulary))).toEqual([]);
  });

  it.each(Object.entries(vocabulary))('says %s in every language and no other', (_key, entry) => {
    expect(Object.keys(entry)).toEqual([...languages]);
    expect(Object.values(entry).filter((word) => word.trim() === '')).toEqual([]);
  });

  it('stands apart from the catalogues: nothing is said twice', () => {
    expect(Object.keys(vocabulary).filter((key) => key in sentences)).toEqual([]);
    expect(Object.keys(en)).toHaveLength(Object.keys(vocabulary).length + Object.keys(sentences).length);
  });
});
