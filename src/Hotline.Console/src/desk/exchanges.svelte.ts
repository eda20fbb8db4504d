import { SvelteMap } from 'svelte/reactivity';
import type { ExchangeView } from '../wire/types';
import type { Message } from './messages.svelte';
import { type Gone, type Row, compare, rowOf } from './order';
import { Refused } from '../wire/refused';

const askedAlone = 100;

/** The exchanges that a seat knows, and the list that they make. A line is made anew only when its exchange changed. */
export class Exchanges {
  rows = $state.raw<Row[]>([]);
  #views = new Map<string, ExchangeView>();
  #rows = new Map<string, Row>();
  /** Those that the hub cannot show: what is known of them is this desk's own copy. */
  #gone = new SvelteMap<string, Gone>();
  #arranging = false;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #me = '';

  /** @param messageOf The first message of an exchange as far as it is here. */
  constructor(private readonly messageOf: (id: string) => Message | undefined = () => undefined) {}

  /** Whose list it is. */
  seat(me: string): void {
    if (this.#me === me) return;
    this.#me = me;
    this.#rows.clear();
    this.#arrange();
  }

  row(id: string): Row | undefined {
    const view = this.get(id);
    return view && this.line(view);
  }

  get(id: string): ExchangeView | undefined {
    void this.rows;
    return this.#views.get(id);
  }

  /** Its line; also that of an exchange that is only listed. */
  line(view: ExchangeView): Row {
    return rowOf(this.get(view.id) ?? view, this.#me, this.messageOf(view.id), this.gone(view.id));
  }

  /**
   * The first message of an exchange was opened, or cannot be: its line is made anew. Many are opened one after the
   * other when a desk begins, and the list is not put in order for each of them.
   */
  read(id: string): void {
    if (this.#rows.delete(id)) this.#gathering ??= setTimeout(() => this.#arrange(), 30);
  }

  has(id: string): boolean {
    return this.#views.has(id);
  }

  /** Takes in what the hub told; of two answers about one exchange the later one stays. */
  put(views: ExchangeView[]): void {
    for (const view of views) {
      const known = this.#views.get(view.id);
      if (known && known.hubTime > view.hubTime) continue;
      this.#views.set(view.id, view);
      this.#gone.delete(view.id);
      this.#rows.delete(view.id);
    }
    this.#arrange();
  }

  /** Why the hub cannot show an exchange, where it said so. */
  gone(id: string): Gone | null {
    return this.#gone.get(id) ?? null;
  }

  /** The hub was asked for an exchange and said no. @returns The position that is damaged. */
  missed(id: string, why: unknown): number[] {
    const gone = goneBy(why, this.has(id));
    if (!gone) return [];
    this.#gone.set(id, gone);
    this.#rows.delete(id);
    this.#arrange();
    return gone.why === 'damaged' ? [gone.position] : [];
  }

  /** Those that are known as open. */
  open(): ExchangeView[] {
    return [...this.#views.values()].filter((v) => v.state === 'open');
  }

  /**
   * Those known as open that the hub did not tell of when everything shown was read again: they have ended, or are
   * older than what was read. The newest of them are to be asked for; the others are forgotten until somebody wants
   * them.
   */
  without(told: Set<string>): string[] {
    const missing = this.open()
      .filter((v) => !told.has(v.id))
      .sort((a, b) => b.position - a.position);
    for (const { id } of missing.splice(askedAlone)) {
      this.#views.delete(id);
      this.#rows.delete(id);
    }
    this.#arrange();
    return missing.map((v) => v.id);
  }

  /** Orders the list anew, once for all that changed in this turn. */
  #arrange(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#arranging) return;
    this.#arranging = true;
    queueMicrotask(() => {
      this.#arranging = false;
      if (this.#me) this.rows = [...this.#views.values()].map((view) => this.#row(view)).sort(compare);
    });
  }

  #row(view: ExchangeView): Row {
    let row = this.#rows.get(view.id);
    if (!row) this.#rows.set(view.id, (row = rowOf(view, this.#me, this.messageOf(view.id), this.gone(view.id))));
    return row;
  }
}

const damaged = 3031;
const noSuchExchange = 2010;

/** That there is none says something of one that the hub has shown before; of any other it is the answer. */
function goneBy(why: unknown, known: boolean): Gone | null {
  if (!(why instanceof Refused)) return null;
  if (why.number === noSuchExchange) return known ? { why: 'lost' } : null;
  return why.number === damaged ? { why: 'damaged', position: Number(/\d+/.exec(why.detail)?.[0] ?? 0) } : null;
}
