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
