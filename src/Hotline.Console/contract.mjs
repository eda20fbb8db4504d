// Writes the page's types and lists of words from docs/api/wire.json; ops/contract runs it. `types` is for the test
// that compares.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

export const wire = new URL('../../docs/api/wire.json', import.meta.url);
export const written = new URL('./src/contract/wire.ts', import.meta.url);
const heading = '// Written by ops/contract from docs/api/wire.json. Change src/Hotline.Contract.\n\n';
const widest = 120;

/** @returns {Promise<string>} */
export async function types() {
  const document = JSON.parse(await readFile(wire, 'utf8'));
  const text = astToString(await openapiTS(document, { silent: true, alphabetize: false }));
  return heading + lists(document.components.schemas) + text.split('\n').flatMap(narrow).join('\n');
}

/** Every set of words as a value, in the contract's order, for whoever shows all of them. */
function lists(schemas) {
  const sets = Object.entries(schemas).filter(([, schema]) => schema.enum);
  const rows = sets.flatMap(([name, schema]) => [
    `    ${name}: [`, ...filled('        ', schema.enum.map((word) => `${JSON.stringify(word)},`)), '    ],',
  ]);
  return (
    [
      '/** Every word of each set, in the order of the contract. */',
      'export const words = {',
      ...rows,
      '} as const;',
    ].join('\n') + '\n\n'
  );
}

/** A line as the generator writes it, over as many as it needs: comments are filled, alternatives stand one a line. */
function narrow(line) {
  if (line.length <= widest) return [line];
  const indent = /^ */.exec(line)[0];
  const short = /^ *\/\*\* (.*) \*\/$/.exec(line);
  if (short) return [`${indent}/**`, ...filled(`${indent} * `, short[1].split(' ')), `${indent} */`];
  const listed = /^( *\* +- )(.*)$/.exec(line);
  if (listed) return filled(listed[1], listed[2].split(' '), listed[1].replace('-', ' '));
  const comment = /^( *\* )(.*)$/.exec(line);
  if (comment) return filled(comment[1], comment[2].split(' '));
  const union = /^ *(\w+\??: )(.*);$/.exec(line);
  if (!union) return [line];
  const words = union[2].split(' | ');
  return [indent + union[1].trimEnd(), ...words.map((w, i) => `${indent}    | ${w}${i < words.length - 1 ? '' : ';'}`)];
}

function filled(first, words, others = first) {
  const lines = [];
  let line = first + words[0];
  for (const word of words.slice(1)) {
    if (line.length + 1 + word.length <= widest) line += ` ${word}`;
    else {
      lines.push(line);
      line = others + word;
    }
  }
  return [...lines, line];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(written, await types());
