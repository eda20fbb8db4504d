// Writes the page's types from docs/api/wire.json; ops/contract runs it. `types` is for the test that compares.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

export const wire = new URL('../../docs/api/wire.json', import.meta.url);
export const written = new URL('./src/contract/wire.ts', import.meta.url);
const heading = '// Written by ops/contract from docs/api/wire.json. Change src/Hotline.Contract.\n\n';

/** @returns {Promise<string>} */
export async function types() {
  const document = JSON.parse(await readFile(wire, 'utf8'));
  return heading + astToString(await openapiTS(document, { silent: true, alphabetize: false }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(written, await types());
