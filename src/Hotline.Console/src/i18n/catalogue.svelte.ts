import en from 'words:en';
import type sentences from './en.json';
import type vocabulary from './vocabulary.json';

export const languages = ['en', 'fr', 'es', 'ru', 'ar', 'zh'] as const;
export type Language = (typeof languages)[number];
/** Sentences of the page stand in a catalogue a language, the codes that travel side by side in vocabulary.json. */
export type Key = keyof typeof sentences | keyof typeof vocabulary;
export type Catalogue = typeof en;

export const endonyms: Record<Language, string> = {
  en: 'English',
  fr: 'Français',
  es: 'Español',
  ru: 'Русский',
  ar: 'العربية',
  zh: '中文',
};

const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: Catalogue }>> = {
  fr: () => import('words:fr'),
  es: () => import('words:es'),
  ru: () => import('words:ru'),
  ar: () => import('words:ar'),
  zh: () => import('words:zh'),
};

const stored = 'hotline.language';
let language = $state<Language>('en');
let catalogue = $state.raw<Catalogue>(en);

export const current = {
  get language(): Language {
    return language;
  },
};

export async function speak(wanted: Language): Promise<void> {
  catalogue = wanted === 'en' ? en : (await others[wanted]()).default;
  language = wanted;
  document.documentElement.lang = wanted;
  document.documentElement.dir = wanted === 'ar' ? 'rtl' : 'ltr';
  localStorage.setItem(stored, wanted);
}

/** The language chosen here before, else the first of the browser's that we have. */
export function preferred(): Language {
  const wanted = [localStorage.getItem(stored) ?? '', ...navigator.languages];
  const found = wanted.map((tag) => languages.find((l) => l === tag.split('-')[0])).find((l) => l !== undefined);
  return found ?? 'en';
}

/** The sentence of a key in the officer's language. {name} stands for a value, {count} also chooses the plural. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return say(catalogue, language, key, values);
}

/** As {@link t}, for keys made of codes that a stranger may have written: an unknown code is shown as it is. */
export function code(key: string, fallback: string, values: Record<string, string | number> = {}): string {
  return key in catalogue || key in en ? say(catalogue, language, key as Key, values) : fallback;
}

export function say(from: Catalogue, tag: string, key: Key, values: Record<string, string | number>): string {
  const entry = from[key] ?? en[key] ?? key;
  const text =
    typeof entry === 'string'
      ? entry
      : (entry[new Intl.PluralRules(tag).select(Number(values.count ?? 0))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    const shown = typeof value === 'number' ? new Intl.NumberFormat(tag).format(value) : value;
    // Times and codes keep their own direction within a sentence that runs from right to left.
    return tag === 'ar' ? `\u2068${shown}\u2069` : shown;
  });
}
