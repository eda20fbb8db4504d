import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const i18n = (name: string): string => fileURLToPath(new URL(`./src/i18n/${name}.json`, import.meta.url));
const object = async (name: string): Promise<object> => JSON.parse(await readFile(i18n(name), 'utf8')) as object;

/** `words:fr` is all that one language says: its catalogue, and its column of the vocabulary. */
const words: Plugin = {
  name: 'words',
  resolveId: (id) => (id.startsWith('words:') ? `\0${id}` : undefined),
  async load(id) {
    if (!id.startsWith('\0words:')) return undefined;
    const language = id.slice('\0words:'.length);
    const vocabulary = (await object('vocabulary')) as Record<string, Record<string, string>>;
    for (const name of [language, 'vocabulary']) this.addWatchFile(i18n(name));
    const codes = Object.entries(vocabulary).map(([key, entry]) => [key, entry[language]]);
    return `export default ${JSON.stringify({ ...(await object(language)), ...Object.fromEntries(codes) })};`;
  },
};

export default defineConfig({
  plugins: [svelte(), words],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the page runs under a policy that allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:5080', '/hubs': { target: 'http://127.0.0.1:5080', ws: true } } },
  test: { include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'], testTimeout: 60_000 },
});
