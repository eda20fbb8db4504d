import { limits } from '../wire/payload';
import { Refused } from '../wire/refused';

const mailLimit = 1024 * 1024;
const mostEnvelopes = 16;
const isCompact = (text: string) => /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(text);

/**
 * The envelopes in a dropped file: the file itself, or what a mail carries as application/jose, as .jws, or as a text
 * that holds nothing else.
 */
export async function envelopesIn(file: Blob): Promise<string[]> {
  if (file.size > mailLimit)
    throw new Refused(5001, 'mail-too-large', `The file has ${file.size} bytes; the limit is ${mailLimit}.`);
  const text = (await file.text()).trim();
  if (isCompact(text)) return [text];
  // Most desks never open a mail: its reader comes when it is needed.
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(await file.arrayBuffer(), {
    attachmentEncoding: 'arraybuffer',
    maxNestingDepth: 8,
  });
  const parts = mail.attachments
    .filter((a) => a.mimeType === 'application/jose' || a.filename?.endsWith('.jws'))
    .map((a) => new TextDecoder().decode(a.content as ArrayBuffer));
  return [...parts, mail.text ?? '']
    .map((part) => part.replace(/\s+/g, ''))
    .filter((part) => part.length <= limits.bytes && isCompact(part))
    .filter((part, i, every) => every.indexOf(part) === i)
    .slice(0, mostEnvelopes);
}
