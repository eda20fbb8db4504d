import * as db from '../store/db';
import * as shelf from '../store/shelf';
import type { Ahead, AheadKeeper } from '../wire/hub-clock';
import type { DirectoryView, ExchangeView, FeedItem, Me, RegimeView } from '../wire/types';
import type { Missed } from './absence.svelte';

interface MissedItem { since: number; until: number; item: FeedItem }

/** What this browser keeps of a seat's desk, so that a reload opens it as it was, also while the hub is away. */
export class Memory {
  constructor(private readonly keyId: string) {}

  /** Whose desk it is. A screen is offered only once this is written: a reload in it must find it again. */
  sat(me: Me): Promise<void> {
    return db.put('settings', this.#name('seat'), { me }, 'relaxed');
  }

  learned(directory: DirectoryView, regimes: RegimeView[]): Promise<void> {
    return db.putAll('settings', [[this.#name('directory'), directory], [this.#name('regimes'), regimes]]);
  }

  /** Everything that is open; what was kept before goes in the same step, so that there is never nothing. */
  opened(views: ExchangeView[]): Promise<void> {
    return db.replaceAll('views', this.#name(''), views.map((view) => [this.#name(view.id), plain(view)]));
  }

  changed(view: ExchangeView): Promise<void> {
    return db.put('views', this.#name(view.id), plain(view), 'relaxed');
  }

  async recall(): Promise<{ me: Me; directory?: DirectoryView; regimes?: RegimeView[]; views: ExchangeView[] } | null> {
    const [seat, directory, regimes, views] = await Promise.all([
      db.get<{ me: Me }>('settings', this.#name('seat')),
      db.get<DirectoryView>('settings', this.#name('directory')),
      db.get<RegimeView[]>('settings', this.#name('regimes')),
      db.all<ExchangeView>('views', this.#name('')),
    ]);
    return seat ? { me: seat.me, directory, regimes, views } : null;
  }

  /** How far the feed was read, and in the same step what of it the officer is yet to see: no reload comes between. */
  heard(cursor: number, epoch: string | null, at: number, missed: Missed | null): Promise<void> {
    const items = (missed?.items ?? []).map(({ entry }): [string, MissedItem] => [
      this.#name(`missed/${entry.position}`),
      { since: missed!.since, until: missed!.until, item: { entry } },
    ]);
    return db.putAll('settings', [[this.#name('cursor'), { cursor, epoch, at }], ...items]);
  }

  async left(): Promise<{ cursor: number; epoch?: string | null; at: number; missed: Missed | null } | null> {
    const left = await db.get<{ cursor: number; epoch?: string | null; at: number }>('settings', this.#name('cursor'));
    const kept = await db.all<MissedItem>('settings', this.#name('missed/'));
    const items = kept.map((k) => k.item).sort((a, b) => a.entry.position - b.entry.position);
    const [since, until] = [Math.min(...kept.map((k) => k.since)), Math.max(...kept.map((k) => k.until))];
    return left ? { ...left, missed: items.length > 0 ? { since, until, items } : null } : null;
  }

  /** The officer has seen what was missed. */
  seen(): Promise<void> {
    return db.removeAll('settings', this.#name('missed/'));
  }

  /** The hub that this seat has trusted since it was first opened. */
  async trusts(hub: string): Promise<string> {
    const known = await db.get<string>('settings', this.#name('hub'));
    if (known === undefined) await db.put('settings', this.#name('hub'), hub);
    return known ?? hub;
  }

  /** Whether the hub of this seat is an exercise, as it said last. */
  async exercise(said?: boolean): Promise<boolean | null> {
    if (said !== undefined) await db.put('settings', this.#name('exercise'), said, 'relaxed');
    return said ?? (await db.get<boolean>('settings', this.#name('exercise'))) ?? null;
  }

  #name(what: string): string {
    return `${this.keyId}/${what}`;
  }
}

/** How wrong this machine's clock is by the hub of a seat: wanted at once, before the database has answered. */
export const aheadOf = (keyId: string): AheadKeeper => ({
  read: () => shelf.read<Ahead>(`${keyId}/clock`),
  keep: (value) => shelf.keep(`${keyId}/clock`, value),
});

/** Envelopes are kept in a place of their own. */
const plain = (view: ExchangeView): ExchangeView => ({ ...view, envelope: undefined });
