import * as db from '../store/db';
import type { Opened } from '../wire/envelope';
import { Refused, passing } from '../wire/refused';
import type { Kind, Receipt } from '../wire/types';

/**
 * A signed message that the journal does not have yet. It is not sent, and the page says so, until a receipt is here.
 */
export interface Pending {
  id: string;
  compact: string;
  digest: string;
  exchange: string;
  kind: Kind;
  to: string[];
  subject?: string;
  /** By the hub's clock. */
  signed: number;
  refusal?: { number: number; title: string; detail: string };
}

interface Options {
  keyId: string;
  submit: (compact: string) => Promise<Receipt>;
  /** Called once for each message, when its receipt was checked. */
  journaled: (pending: Pending, receipt: Receipt) => Promise<void> | void;
  /** Other tabs look again. */
  tell: () => void;
}

/**
 * Survives reload and a lost connection. The bytes are signed once and never changed, so that sending them twice is the
 * same message; one tab at a time sends.
 */
export class Outbox {
  items = $state.raw<Pending[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = 1_000;
  #stopped = false;

  constructor(private readonly options: Options) {}

  async load(): Promise<void> {
    const items = await db.all<Pending>('outbox', this.options.keyId + '/');
    this.items = items.sort((a, b) => a.signed - b.signed);
  }

  /** On disk when this completes; then it is tried. */
  async add(opened: Opened, signed: number): Promise<void> {
    const { id, exchange, kind, to, subject } = opened.envelope;
    await db.put('outbox', `${this.options.keyId}/${id}`, {
      id,
      compact: opened.compact,
      digest: opened.digest,
      exchange,
      kind,
      to,
      subject,
      signed,
    } satisfies Pending);
    await this.#changed();
    void this.pump();
  }

  /** Forgets a message that was never accepted. */
  async discard(id: string): Promise<void> {
    await db.remove('outbox', `${this.options.keyId}/${id}`);
    await this.#changed();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Sends what waits, oldest first; called when the line is back. */
  async pump(): Promise<void> {
    clearTimeout(this.#timer);
    await navigator.locks.request(`hotline-outbox-${this.options.keyId}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      await this.load();
      for (const item of this.items.filter((i) => !i.refusal)) {
        if (this.#stopped || !(await this.#send(item))) break;
      }
    });
    if (!this.#stopped && this.items.some((i) => !i.refusal)) {
      this.#timer = setTimeout(() => void this.pump(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, 15_000);
    } else {
      this.#wait = 1_000;
    }
  }

  async #send(item: Pending): Promise<boolean> {
    const key = `${this.options.keyId}/${item.id}`;
    try {
      const receipt = await this.options.submit(item.compact);
      await this.options.journaled(item, receipt);
      await db.remove('outbox', key);
    } catch (error) {
      if (!(error instanceof Refused) || passing(error)) return false;
      const { number, title, detail } = error;
      await db.put('outbox', key, { ...item, refusal: { number, title, detail } } satisfies Pending);
    }
    await this.#changed();
    return true;
  }

  async #changed(): Promise<void> {
    await this.load();
    this.options.tell();
  }
}
