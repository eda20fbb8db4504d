import en from './en.json';

export const languages = ['en', 'fr', 'es', 'ru', 'ar', 'zh'] as const;
export type Language = (typeof languages)[number];
export type Key = keyof typeof en;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Catalogue = Record<string, string | Plural>;

export const endonyms: Record<Language, string> = { en: 'English', fr: 'Français', es: 'Español', ru: 'Русский', ar: 'العربية', zh: '中文' };

const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: unknown }>> = {
  fr: () => import('./fr.json'),
  es: () => import('./es.json'),
  ru: () => import('./ru.json'),
  ar: () => import('./ar.json'),
  zh: () => import('./zh.json'),
};

const stored = 'hotline.language';
let language = $state<Language>('en');
let catalogue = $state.raw<Catalogue>(en as Catalogue);

export const current = {
  get language(): Language {
    return language;
  },
};

export async function speak(wanted: Language): Promise<void> {
  catalogue = wanted === 'en' ? (en as Catalogue) : ((await others[wanted]()).default as Catalogue);
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
  const entry = from[key] ?? (en as Catalogue)[key] ?? key;
  const text = typeof entry === 'string' ? entry : (entry[new Intl.PluralRules(tag).select(Number(values.count ?? 0))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    const shown = typeof value === 'number' ? new Intl.NumberFormat(tag).format(value) : value;
    // Times and codes keep their own direction within a sentence that runs from right to left.
    return tag === 'ar' ? `\u2068${shown}\u2069` : shown;
  });
}
