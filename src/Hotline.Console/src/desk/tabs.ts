import type { LineState } from '../wire/line';
import type { FeedPage } from '../wire/types';

export type Word =
  | { type: 'page'; page: FeedPage; live: boolean }
  | { type: 'line'; state: LineState }
  | { type: 'back'; read: number; again: number }
  | { type: 'ask' }
  | { type: 'outbox' }
  | { type: 'out' };

/**
 * The tabs of one key: one of them owns the line, and tells the others what it hears. When it closes, another takes
 * over.
 */
export class Tabs {
  #channel: BroadcastChannel;
  #release: (() => void) | undefined;
  #given = new AbortController();
  #closed = false;
  owner = false;

  constructor(private readonly keyId: string, hear: (word: Word) => void, own: () => void) {
    this.#channel = new BroadcastChannel(`hotline-${keyId}`);
    this.#channel.onmessage = (event: MessageEvent<Word>) => hear(event.data);
    void navigator.locks
      .request(`hotline-line-${keyId}`, { signal: this.#given.signal }, () => {
        this.owner = true;
        own();
        return new Promise<void>((resolve) => (this.#release = resolve));
      })
      .catch(() => undefined);
  }

  /** A tab that has left tells nothing any more: its line may still be ending. */
  tell(word: Word): void {
    if (!this.#closed) this.#channel.postMessage(word);
  }

  close(): void {
    this.owner = false;
    this.#closed = true;
    this.#given.abort();
    this.#release?.();
    this.#channel.close();
  }
}
