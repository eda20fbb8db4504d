/** All that one language says, put together by vite.config.ts: its catalogue, and its column of vocabulary.json. */
declare module 'words:*' {
  const words: Record<string, string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })>;
  export default words;
}
