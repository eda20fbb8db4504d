import * as shelf from '../store/shelf';
import { encode, sha256 } from '../wire/base64url';
import { limits } from '../wire/payload';
import { fileName } from '../wire/plain';
import type { Attachment, Form } from './forms';

/** What is being written survives a reload, straight after any letter: one draft a place. */
export class DraftKeeper<T> {
  constructor(private readonly key: string) {}

  read = (): T | undefined => shelf.read<T>(this.key);

  /** Kept when this returns true; false when the browser has no room for it. */
  keep = (value: T): boolean => shelf.keep(this.key, value);

  drop = (): void => shelf.remove(this.key);
}

/** Only what was filled in travels. */
export function trimmed(form: Form): Form {
  const fields = Object.fromEntries(
    Object.entries(form.fields).filter(([, v]) => (Array.isArray(v) ? v.length > 0 : v.trim() !== '')),
  );
  const { attachments, ...rest } = form;
  return { ...rest, fields, ...(attachments?.length ? { attachments } : {}) };
}

/** Room for attachments: an envelope may have 256 KiB, and base64url, twice over, makes 16 bytes of every 9. */
export const roomForAttachments = Math.floor(((limits.bytes - 16 * 1024) * 9) / 16);

/** Why a file was not taken. */
export interface Missed { name: string; why: 'room' | 'unreadable' }

/** Where attachments are kept. */
export interface Attached { read: () => Attachment[]; write: (attachments: Attachment[]) => void }

/**
 * Attaches every file that has room beside the others, in their order, and tells of each that was not. Somebody may
 * write on, or attach more, while a file is read.
 */
export async function attachAll(given: Iterable<File>, { read, write }: Attached): Promise<Missed[]> {
  // A field's list of files is alive: it empties when the field does, while the first of them is read.
  const files = [...given];
  const missed: Missed[] = [];
  const fits = (size: number) => read().reduce((sum, a) => sum + a.bytes, size) <= roomForAttachments;
  for (const file of files) {
    let attached: Attachment | null = null;
    try {
      if (fits(file.size)) attached = await attach(file);
    } catch {
      // A folder, or what went away meanwhile.
      missed.push({ name: file.name, why: 'unreadable' });
      continue;
    }
    if (attached && fits(attached.bytes)) write([...read(), { ...attached, name: unlike(attached.name, read()) }]);
    else missed.push({ name: file.name, why: 'room' });
  }
  return missed;
}

/** Pictures that are pasted all have one name. */
function unlike(name: string, others: Attachment[]): string {
  const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length;
  const numbered = (n: number) => (n === 1 ? name : `${name.slice(0, dot)} (${n})${name.slice(dot)}`);
  let n = 1;
  while (others.some((a) => a.name === numbered(n))) n++;
  return numbered(n);
}

export async function attach(file: File): Promise<Attachment> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return {
    name: fileName(file.name),
    type: file.type || 'application/octet-stream',
    bytes: bytes.length,
    sha256: encode(await sha256(bytes)),
    data: encode(bytes),
  };
}
