import { aboutWhom, messageOf } from '../wire/facts';
import type { Fact, FeedItem, FeedPage } from '../wire/types';

/** What came while the line was down, each entry once. */
export interface Missed { since: number; until: number; items: FeedItem[] }

interface Options {
  /** Whose desk it is. */
  own: { id: string; participant: string };
  now: () => number;
  /** Forgets what was kept to be shown. */
  forget: () => Promise<void>;
}

/** The time without a line: what came meanwhile is gathered page by page, and shown until the officer has seen it. */
export class Absence {
  missed = $state.raw<Missed | null>(null);
  /** The hub's journal was rolled back: up to where this desk had read, and from where it goes on. */
  back = $state.raw<{ read: number; again: number } | null>(null);
  #since: number | null = null;
  #gathered: FeedItem[] = [];

  constructor(private readonly options: Options) {}

  /** True until everything is read that came meanwhile. */
  get lasts(): boolean {
    return this.#since !== null;
  }

  begin(since: number): void {
    this.#since ??= since;
  }

  /** Tells what of a page somebody is yet to see; nothing when the line was up, or was never before. */
  take(page: FeedPage, first: boolean): Missed | null {
    if (this.#since === null) return null;
    const others = page.items.filter(({ entry: { fact } }) => !this.#own(fact));
    const unseen = { since: this.#since, until: this.options.now(), items: first ? [] : others };
    this.#gathered.push(...unseen.items);
    if (page.cursor >= page.head) {
      if (this.#gathered.length > 0) this.#show({ ...unseen, items: this.#gathered });
      this.#since = null;
      this.#gathered = [];
    }
    return unseen;
  }

  /** What this key signed; and what came to a desk or program of one's own, which is no news of anybody else. */
  #own(fact: Fact): boolean {
    switch (fact.type) {
      case 'carried': case 'delivered': case 'displayed': return aboutWhom(fact) === this.options.own.participant;
      default: return messageOf(fact)?.key === this.options.own.id;
    }
  }

  /** What an earlier life of the page has gathered and nobody has seen. */
  recall(missed: Missed | null): void {
    this.missed ??= missed;
  }

  /** Gone for good, also for a reload, when this completes; what came meanwhile stays. */
  async seen(): Promise<void> {
    const last = this.missed?.items.at(-1)?.entry.position ?? 0;
    await this.options.forget();
    const items = this.missed?.items.filter((i) => i.entry.position > last) ?? [];
    this.missed = this.missed && items.length > 0 ? { ...this.missed, items } : null;
  }

  #show(more: Missed): void {
    this.missed = this.missed
      ? { since: this.missed.since, until: more.until, items: [...this.missed.items, ...more.items] }
      : more;
  }
}
