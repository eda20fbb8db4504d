import type { ExchangeView } from '../wire/types';
import type { Message } from './messages.svelte';
import { type Row, compare, rowOf } from './order';

const askedAlone = 100;

/** The exchanges that a seat knows, and the list that they make. A line is made anew only when its exchange changed. */
export class Exchanges {
  rows = $state.raw<Row[]>([]);
  #views = new Map<string, ExchangeView>();
  #rows = new Map<string, Row>();
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
    return rowOf(this.get(view.id) ?? view, this.#me, this.messageOf(view.id));
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
      this.#rows.delete(view.id);
    }
    this.#arrange();
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
    if (!row) this.#rows.set(view.id, (row = rowOf(view, this.#me, this.messageOf(view.id))));
    return row;
  }
}
