import { describe, expect, it } from 'vitest';
import { Refused } from '../src/wire/refused';
import { fileName, plain } from '../src/wire/plain';

const rlo = '\u202E';

describe('a stranger’s text', () => {
  it.each([
    ['plain words, Ünïcode, 中文, русский, العربية', 'plain words, Ünïcode, 中文, русский, العربية'],
    ['one\nline\tand more', 'one\nline\tand more'],
    [`invoice_${rlo}gpj.exe`, 'invoice_⟨U+202E⟩gpj.exe'],
    ['\u2066a\u2069\u200Eb\u061C', '⟨U+2066⟩a⟨U+2069⟩⟨U+200E⟩b⟨U+061C⟩'],
    ['zero\u200Bwidth\uFEFF\u2060', 'zero⟨U+200B⟩width⟨U+FEFF⟩⟨U+2060⟩'],
    ['soft\u00ADhyphen\u180E', 'soft⟨U+00AD⟩hyphen⟨U+180E⟩'],
    ['filler\u3164\uFFA0\u115F\u2800', 'filler⟨U+3164⟩⟨U+FFA0⟩⟨U+115F⟩⟨U+2800⟩'],
    ['tags\u{E0041}\u{E007F}', 'tags⟨U+E0041⟩⟨U+E007F⟩'],
    ['esc\u001B[31m\r', 'esc⟨U+001B⟩[31m⟨U+000D⟩'],
    ['line\u2028paragraph\u2029', 'line⟨U+2028⟩paragraph⟨U+2029⟩'],
    ['half \uD800', 'half ⟨U+D800⟩'],
    ['a\uFE0Fb', 'a⟨U+FE0F⟩b'],
  ])('%j shows what nobody would see', (text, shown) => expect(plain(text)).toBe(shown));

  it.each(['می\u200Cخواهم', 'क्\u200Dष', '👩\u200D💻', '⚠\uFE0F', '🏳\uFE0F\u200D🌈'])(
    '%s stays as it is written',
    (text) => expect(plain(text)).toBe(text),
  );

  it('is plain in what a hub refuses as well', () =>
    expect(new Refused(4006, 'bad-request', `not ${rlo}this`).detail).toBe('not ⟨U+202E⟩this'));
});

describe('the name of a file that is saved', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    [`invoice_${rlo}gpj.exe`, 'invoice_gpj.exe'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\a.bat', 'C__Windows_a.bat'],
    ['.bashrc', 'bashrc'],
    ['a.exe. . ', 'a.exe'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['aux.tar.gz', '_aux.tar.gz'],
    ['\u200B\u202E', 'attachment'],
    ['', 'attachment'],
    ['été 中文.txt', 'été 中文.txt'],
    ['<b>"?*|.svg', '_b_____.svg'],
    ['-rf (1) [a]&b.txt', 'rf (1) [a]&b.txt'],
    [`${'x'.repeat(300)}.exe`, `${'x'.repeat(116)}.exe`],
  ])('%j is %s', (name, safe) => expect(fileName(name)).toBe(safe));
});
