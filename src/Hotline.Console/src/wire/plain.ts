/**
 * What nobody sees, or what turns the order of letters round: controls, directions, marks of no width, fillers, tags,
 * other lines' ends. A tab and a line's end are none.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Joiners and variants that writing needs: between letters of scripts that join, and after a picture. */
const joined = /(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{M}])[\u200C\u200D](?=[\p{L}\p{M}])/gu;
const pictured =
  /(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Emoji})\uFE0F/gu;

/**
 * A stranger's text as it can be read: what cannot be seen stands there by its number, ⟨U+202E⟩, so that gpj.exe never
 * looks like exe.jpg.
 */
export function plain(text: string): string {
  const kept = new Set<number>();
  for (const pattern of [joined, pictured]) for (const match of text.matchAll(pattern)) kept.add(match.index);
  return text.replace(unseen, (character, at: number) =>
    character === '\n' || character === '\t' || kept.has(at) ? character : named(character),
  );
}

const named = (character: string): string =>
  `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A stranger's name for a file, as one that no system reads otherwise than it looks: letters, digits, blanks and what
 * is no more than a letter anywhere; dots within only. Its ending is kept, and nothing hides it.
 */
export function fileName(text: string): string {
  const clean = text
    .replace(unseen, '')
    .replace(/[^\p{L}\p{M}\p{N}._ ()[\]{}+,=@#&'!~-]/gu, '_')
    .replace(/^[-~. ]+|[. ]+$/g, '');
  const dot = clean.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [clean.slice(0, dot), clean.slice(dot)] : [clean, ''];
  const short = ending.slice(0, 20);
  const safe = reserved.test(stem.split('.')[0]!.trim()) ? `_${stem}` : stem;
  // Cut between characters, not within one.
  return ([...safe].slice(0, 120 - short.length).join('') || 'attachment') + short;
}
