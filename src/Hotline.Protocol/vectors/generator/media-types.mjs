// RFC 6838 §4.2: type and subtype are restricted names, here in lower case, 127 characters together.
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const name = (text) => letters.includes(text[0]) && [...text].every((c) => `${letters}!#$&-^_.+`.includes(c));

export function mediaTypes() {
  const valid = [
    ['application/json', true],
    ['application/iodef+json', true],
    ['application/vnd.hotline.form+json', true],
    ['a/b+json', true],
    ['application/x+json+zip', false],
    ['application/jsonb', false],
    ['text/plain', false],
    ['1/2', false],
    ['a/b', false],
    ['application/vnd.a!#$&-^_.+', false],
    [`a/${'b'.repeat(125)}`, false],
  ].map(([text, json]) => ({ text, json }));
  const invalid = [
    '', '/', 'a', 'a/', '/a', 'a//b', 'a/b/c', '../x', '#/#', '&/&', '!/!', '.a/b', 'a/.b', '-a/b', 'a/-b', '_/b',
    'a/_', 'application/+json', 'application/.json', '+json/json', 'application/^x', 'Application/json',
    'application/JSON', 'text/plain; charset=utf-8', 'text/plain;', ' text/plain', 'text/plain ', 'text/plain\n',
    'text/pl ain', 'text/pläin', 'text/*', '*/*', "text/'a'", 'text/a%b',
    'text/a(b)', 'text/a~b', 'text/a|b', 'text/a`b',
    'text/a\u0000b', 'ａ/b',
    `a/${'b'.repeat(126)}`,
  ];
  for (const text of [...valid.map((v) => v.text), ...invalid]) {
    const parts = text.split('/');
    const good = parts.length === 2 && parts.every(name) && text.length <= 127;
    if (good === invalid.includes(text)) throw new Error(`${text} is said to be what it is not`);
  }
  return { valid, invalid };
}
