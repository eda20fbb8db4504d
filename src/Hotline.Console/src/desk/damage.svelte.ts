/**
 * Positions at which the hub's journal is damaged where this seat has something: what stood there the hub no longer
 * shows. Lists tell of exchanges that are open, the feed of what came; the one is read whole again and again.
 */
export class Damage {
  /** All that are known, in order. */
  positions = $state.raw<number[]>([]);
  #listed = new Set<number>();
  #heard = new Set<number>();

  /** The line came up: what was damaged may be restored. */
  begin(): void {
    this.#heard.clear();
    this.#tell();
  }

  /** The list is read anew, from its beginning. */
  reread(): void {
    this.#listed.clear();
  }

  /** Of a page of the list. */
  listed(positions: readonly number[] | undefined): void {
    for (const position of positions ?? []) this.#listed.add(position);
    this.#tell();
  }

  /** Of the feed, or of an exchange that was asked for. */
  heard(positions: readonly number[] | undefined): void {
    for (const position of positions ?? []) this.#heard.add(position);
    this.#tell();
  }

  #tell(): void {
    const known = [...new Set([...this.#listed, ...this.#heard])].sort((a, b) => a - b);
    if (known.join() !== this.positions.join()) this.positions = known;
  }
}

const named = 20;

/** Positions as a sentence has them. */
export const places = (positions: readonly number[]): string =>
  positions.slice(0, named).join(', ') + (positions.length > named ? ' …' : '');
