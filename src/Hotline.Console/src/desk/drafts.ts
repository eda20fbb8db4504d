import * as db from '../store/db';
import { encode, sha256 } from '../wire/base64url';
import { limits } from '../wire/payload';
import type { Attachment, Form } from './forms';

/** What is being written survives a reload: one draft a place. */
export class DraftKeeper<T> {
  #next: { value: T } | undefined;
  #writing: Promise<void> | undefined;

  constructor(private readonly key: string) {}

  read = (): Promise<T | undefined> => db.get<T>('drafts', this.key);

  /** Written at once, so that a reload straight after the last letter loses nothing; while one is being written, only the latest waits. */
  keep(value: T): void {
    this.#next = { value };
    this.#writing ??= this.#write();
  }

  async drop(): Promise<void> {
    this.#next = undefined;
    await this.#writing;
    await db.remove('drafts', this.key);
  }

  async #write(): Promise<void> {
    while (this.#next) {
      const { value } = this.#next;
      this.#next = undefined;
      await db.put('drafts', this.key, value).catch(() => undefined);
    }
    this.#writing = undefined;
  }
}

/** Only what was filled in travels. */
export function trimmed(form: Form): Form {
  const fields = Object.fromEntries(Object.entries(form.fields).filter(([, v]) => (Array.isArray(v) ? v.length > 0 : v.trim() !== '')));
  const { attachments, ...rest } = form;
  return { ...rest, fields, ...(attachments?.length ? { attachments } : {}) };
}

/** Room for attachments: an envelope may have 256 KiB, and base64url, twice over, makes 16 bytes of every 9. */
export const roomForAttachments = Math.floor(((limits.bytes - 16 * 1024) * 9) / 16);

export async function attach(file: File): Promise<Attachment> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { name: file.name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 120), type: file.type || 'application/octet-stream', bytes: bytes.length, sha256: encode(await sha256(bytes)), data: encode(bytes) };
}
