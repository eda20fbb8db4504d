import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src/', import.meta.url));
type Entry = string | Record<string, string>;
type Words = Record<string, Entry>;
const read = (name: string) => JSON.parse(readFileSync(`${root}i18n/${name}.json`, 'utf8')) as Words;
const vocabulary = Object.entries(read('vocabulary')) as [string, Record<string, string>][];
/** A language's catalogue, and its column of the vocabulary where that has one. */
const said = (language: string): Words => {
  const codes = vocabulary.filter(([, entry]) => language in entry).map(([key, entry]) => [key, entry[language]!]);
  return { ...read(language), ...Object.fromEntries(codes) } as Words;
};
const en = said('en');
const others = ['fr', 'es', 'ru', 'ar', 'zh'];
const forms = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe.each(others)('the catalogue %s', (language) => {
  const catalogue = said(language);

  it('has every sentence and no other', () => expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort()));

  it('keeps every place for a value', () => {
    for (const [key, entry] of Object.entries(en)) {
      const wanted = places(forms(entry).at(-1)!);
      const translated = catalogue[key]!;
      const kept = typeof translated === 'string' ? translated : translated.other!;
      expect([key, places(kept)]).toEqual([key, wanted]);
    }
  });

  it('has every plural form that the language chooses', () => {
    const rules = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(catalogue))
      if (typeof entry !== 'string') expect([key, rules.filter((r) => !(r in entry))]).toEqual([key, []]);
  });

  it('is in that language', () => {
    const same = Object.keys(en).filter((key) => JSON.stringify(en[key]) === JSON.stringify(catalogue[key]));
    // Names, codes and a few words that languages share.
    expect(same.length).toBeLessThan(Object.keys(en).length * 0.1);
  });
});

it('has every key that the page asks for, and none that it does not', () => {
  const files = (readdirSync(root, { recursive: true }) as string[]).filter((f) => /\.(svelte|ts)$/.test(f));
  const source = files.map((f) => readFileSync(root + f, 'utf8')).join('\n');
  const asked = [...source.matchAll(/\bt\('([^']+)'/g)].map((m) => m[1]!);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
  const patterns = [...source.matchAll(/\b(?:t|code)\(`([^`]+)`/g)].map(
    (m) => new RegExp('^' + m[1]!.replace(/[.+]/g, '\\$&').replace(/\$\{[^}]+\}/g, '.+') + '$'),
  );
  const groups = ['phrase.', 'answer.', 'commitment.', 'rsit.', 'severity.', 'confidence.', 'state.'];
  const unused = Object.keys(en).filter(
    (key) =>
      !source.includes(`'${key}'`) && !patterns.some((p) => p.test(key)) && !groups.some((g) => key.startsWith(g)),
  );
  expect(unused).toEqual([]);
});
