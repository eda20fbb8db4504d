import { SvelteMap } from 'svelte/reactivity';
import * as db from '../store/db';
import { type Opened, openEnvelope } from '../wire/envelope';
import { type Holder, KeyBook, type KeyHolder, importPublic } from '../wire/keys';
import { Refused, passing } from '../wire/refused';
import type { DirectoryView, MessageHeader } from '../wire/types';
import { type Difference, headerDifferences, otherBytes } from './headline';

/** A message as it stands on screen: opened and checked here, or what is wrong with it. */
export type Message = Read | { fault: Refused } | { loading: true };

export interface Read {
  opened: Opened;
  holder: KeyHolder;
  knownSince: string;
  former: boolean;
  /** Where the hub's journal, as it came here, says otherwise. */
  differs: Difference[];
}

/** A key that the directory has named, and when this browser first read so. */
interface Known { id: string; since: string; holder: Holder }

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
  /** A message is here now, or cannot be. */
  read?: (id: string) => void;
}

const mostHeaders = 4096;

/** Every message that was looked at: fetched once, checked here against the directory, kept in the browser. */
export class Messages {
  #messages = new SvelteMap<string, Message>();
  #opening = new Map<string, Promise<Message>>();
  /** What the hub's entries say of messages. */
  #headers = new Map<string, MessageHeader>();
  #book: KeyBook | null = null;

  constructor(private readonly options: Options) {}

  /** The directory whose keys count from now on. */
  async trust(directory: DirectoryView): Promise<void> {
    this.#book = await KeyBook.of(directory);
    const since = new Date(this.options.now()).toISOString();
    const fresh: [string, Known][] = [];
    for (const [id, holder] of this.#book.holders()) {
      if (!(await db.get('known', this.#name(id)))) fresh.push([this.#name(id), { id, since, holder }]);
    }
    // All in one step: one by one, a slow disk would hold up whatever opens after this.
    if (fresh.length > 0) await db.putAll('known', fresh);
  }

  /** What we sign we need not ask the hub for, and the hub may not have it yet. */
  async signed(opened: Opened): Promise<void> {
    this.#set(opened.envelope.id, await this.#checked(opened));
  }

  /** An entry of the hub's about a message, to be held against the message itself. */
  heard(header: MessageHeader): void {
    this.#headers.set(header.id, header);
    for (const [oldest] of this.#headers) if (this.#headers.size > mostHeaders) this.#headers.delete(oldest);
    const known = this.#messages.get(header.id);
    if (known && 'opened' in known) this.#set(header.id, known);
  }

  /** What of a message is here by now; asks nobody for it. */
  peek(id: string): Message | undefined {
    return this.#messages.get(id);
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

  /** Fetched once, whoever asks meanwhile. */
  open(id: string): Promise<Message> {
    const known = this.#messages.get(id);
    if (known && !('loading' in known)) return Promise.resolve(known);
    let opening = this.#opening.get(id);
    if (!opening) {
      this.#messages.set(id, { loading: true });
      opening = this.#open(id).finally(() => this.#opening.delete(id));
      this.#opening.set(id, opening);
    }
    return opening;
  }

  async #open(id: string): Promise<Message> {
    try {
      const compact =
        this.options.unsent(id) ??
        (await db.get<string>('envelopes', this.#name(id))) ??
        (await this.options.fetch(id));
      return await this.take(id, compact);
    } catch (error) {
      if (error instanceof Refused && !passing(error)) return this.#set(id, { fault: error });
      // Asked for again by whoever still looks at it.
      setTimeout(() => this.#messages.delete(id), 3_000);
      throw error;
    }
  }

  /** An envelope that the hub gave for the message of this id. */
  async take(id: string, compact: string): Promise<Message> {
    const known = this.#messages.get(id);
    if (known && 'opened' in known && known.opened.compact === compact) return known;
    let message = await this.check(compact);
    if ('fault' in message && message.fault.number === 1022) {
      // A key that was entered since we read the directory.
      await this.options.learn().catch(() => undefined);
      message = await this.check(compact);
    }
    if ('opened' in message && message.opened.envelope.id !== id) message = { fault: otherMessage(id) };
    // What was read here first stays what is shown: two messages of one id are the hub's lie, or the sender's.
    const kept = await this.#kept(id, compact);
    if (kept) return this.#set(id, { ...kept, differs: [otherBytes(kept.opened, message)] });
    if ('opened' in message) await db.put('envelopes', this.#name(id), compact);
    return this.#set(id, message);
  }

  /** Another message of this id than the given one that this browser has opened before. */
  async #kept(id: string, compact: string): Promise<Read | undefined> {
    const known = this.#messages.get(id);
    if (known && 'opened' in known) return sameSigned(known.opened.compact, compact) ? undefined : known;
    const kept = await db.get<string>('envelopes', this.#name(id));
    if (kept === undefined || sameSigned(kept, compact)) return undefined;
    const message = await this.check(kept);
    return 'opened' in message ? message : undefined;
  }

  #set(id: string, message: Message): Message {
    const header = this.#headers.get(id);
    const told = header && 'opened' in message ? headerDifferences(header, message.opened) : [];
    const whole =
      'opened' in message && told.length > 0 ? { ...message, differs: merged(message.differs, told) } : message;
    this.#messages.set(id, whole);
    this.options.read?.(id);
    return whole;
  }

  #name(id: string): string {
    return `${this.options.keyId}/${id}`;
  }

  async #checked(opened: Opened): Promise<Read> {
    const holder = await this.#holder(opened.keyId);
    if (!holder)
      throw new Refused(1022, 'unknown-key', 'No point of contact in the directory has the key that signed.');
    const { from, sender } = opened.envelope;
    if (holder.participant !== from || holder.poc !== sender)
      throw new Refused(1023, 'wrong-sender', `The key that signed is not one of ${from}/${sender}.`);
    const known = await this.#known(opened.keyId);
    const named = await this.#book?.find(opened.keyId);
    const former = !named || named.left !== undefined;
    return { opened, holder, knownSince: known?.since ?? '', former, differs: [] };
  }

  /**
   * Whose key it is, or was: what somebody signed yesterday stays signed when the key is gone today, and the page says
   * that it is gone.
   */
  async #holder(keyId: string): Promise<KeyHolder | undefined> {
    const named = await this.#book?.find(keyId);
    if (named) return named;
    const known = await this.#known(keyId);
    return known && { ...known.holder, key: await importPublic(known.holder.jwk) };
  }

  /** What this seat has read of a key; without a seat, what any seat of this browser has. */
  async #known(keyId: string): Promise<Known | undefined> {
    if (this.options.keyId) return db.get<Known>('known', this.#name(keyId));
    return (await db.all<Known>('known')).find((known) => known.id === keyId);
  }
}

const merged = (known: Difference[], more: Difference[]): Difference[] => [
  ...known,
  ...more.filter((d) => !known.some((k) => k.member === d.member)),
];

/** Whether the signatures of two envelopes cover the same bytes; one signature can be written in two ways. */
const sameSigned = (one: string, other: string): boolean => signedPart(one) === signedPart(other);
const signedPart = (compact: string): string => compact.slice(0, compact.lastIndexOf('.'));

const otherMessage = (id: string): Refused =>
  new Refused(6023, 'another-message', `The hub gave another message than ${id}, which was asked for.`);
