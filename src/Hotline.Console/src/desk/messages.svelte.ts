import { SvelteMap } from 'svelte/reactivity';
import * as db from '../store/db';
import { type Opened, openEnvelope } from '../wire/envelope';
import { type Holder, KeyBook, type KeyHolder, importPublic } from '../wire/keys';
import { Refused, passing } from '../wire/refused';
import type { DirectoryView } from '../wire/types';

/** A message as it stands on screen: opened and checked here, or what is wrong with it. */
export type Message =
  { opened: Opened; holder: KeyHolder; knownSince: string; former: boolean } | { fault: Refused } | { loading: true };

/** A key that the directory has named, and when this browser first read so. */
interface Known { since: string; holder: Holder }

interface Options {
  keyId: string;
  /** The envelope of a message, from the hub. */
  fetch: (id: string) => Promise<string>;
  /** The envelope of a message that was signed here and is not sent yet. */
  unsent: (id: string) => string | undefined;
  /** Reads the directory anew: somebody may have a key that it did not name yet. */
  learn: () => Promise<void>;
  /** The hub's time. */
  now: () => number;
}

/** Every message that was looked at: fetched once, checked here against the directory, kept in the browser. */
export class Messages {
  #messages = new SvelteMap<string, Message>();
  #book: KeyBook | null = null;

  constructor(private readonly options: Options) {}

  /** The directory whose keys count from now on. */
  async trust(directory: DirectoryView): Promise<void> {
    this.#book = await KeyBook.of(directory);
    const since = new Date(this.options.now()).toISOString();
    const fresh: [string, Known][] = [];
    for (const [id, holder] of this.#book.holders()) {
      if (!(await db.get('known', id))) fresh.push([id, { since, holder }]);
    }
    // All in one step: one by one, a slow disk would hold up whatever opens after this.
    if (fresh.length > 0) await db.putAll('known', fresh);
  }

  /** What we sign we need not ask the hub for, and the hub may not have it yet. */
  async signed(opened: Opened): Promise<void> {
    this.#messages.set(opened.envelope.id, await this.#checked(opened));
  }

  /** A message by its id; loaded, opened and checked when it is first looked at. */
  get(id: string): Message {
    const known = this.#messages.get(id);
    if (!known) queueMicrotask(() => void (this.#messages.has(id) || this.open(id).catch(() => undefined)));
    return known ?? { loading: true };
  }

  /** Opens an envelope that came by another way, with the directory that this browser knows. */
  async check(compact: string): Promise<Message> {
    try {
      const opened = await openEnvelope(compact, async (id) => (await this.#holder(id))?.key);
      return await this.#checked(opened);
    } catch (error) {
      if (error instanceof Refused) return { fault: error };
      throw error;
    }
  }

  async open(id: string): Promise<Message> {
    const known = this.#messages.get(id);
    if (known && !('loading' in known)) return known;
    this.#messages.set(id, { loading: true });
    try {
      const compact =
        this.options.unsent(id) ??
        (await db.get<string>('envelopes', `${this.options.keyId}/${id}`)) ??
        (await this.options.fetch(id));
      return await this.take(id, compact);
    } catch (error) {
      if (error instanceof Refused && !passing(error)) {
        const message = { fault: error };
        this.#messages.set(id, message);
        return message;
      }
      // Asked for again by whoever still looks at it.
      setTimeout(() => this.#messages.delete(id), 3_000);
      throw error;
    }
  }

  async take(id: string, compact: string): Promise<Message> {
    let message = await this.check(compact);
    if ('fault' in message && message.fault.number === 1022) {
      // A key that was entered since we read the directory.
      await this.options.learn().catch(() => undefined);
      message = await this.check(compact);
    }
    if ('opened' in message) {
      if (message.opened.envelope.id !== id)
        message = { fault: new Refused(1302, 'wrong-message', 'The hub gave another message than was asked for.') };
      else await db.put('envelopes', `${this.options.keyId}/${id}`, compact);
    }
    this.#messages.set(id, message);
    return message;
  }

  async #checked(opened: Opened): Promise<Message> {
    const holder = await this.#holder(opened.keyId);
    if (!holder)
      throw new Refused(1022, 'unknown-key', 'No point of contact in the directory has the key that signed.');
    const { from, sender } = opened.envelope;
    if (holder.participant !== from || holder.poc !== sender)
      throw new Refused(1023, 'wrong-sender', `The key that signed is not one of ${from}/${sender}.`);
    const known = await db.get<Known>('known', opened.keyId);
    const named = await this.#book?.find(opened.keyId);
    return { opened, holder, knownSince: known?.since ?? '', former: !named || named.left !== undefined };
  }

  /**
   * Whose key it is, or was: what somebody signed yesterday stays signed when the key is gone today, and the page says
   * that it is gone.
   */
  async #holder(keyId: string): Promise<KeyHolder | undefined> {
    const named = await this.#book?.find(keyId);
    if (named) return named;
    const known = await db.get<Known>('known', keyId);
    return known && { ...known.holder, key: await importPublic(known.holder.jwk) };
  }
}
