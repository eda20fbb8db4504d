const readsAtOnce = 6;

/** Exchanges that changed and are yet to be read again, a few at a time. */
export class Changes {
  #touched = new Map<string, string | undefined>();
  #reading = new Set<string>();

  constructor(private readonly read: (id: string, at?: string) => Promise<void>) {}

  get size(): number {
    return this.#touched.size;
  }

  /** @param at When the live entry was written that opened the exchange; nothing for any other change. */
  touch(id: string, at?: string): void {
    this.#touched.set(id, at ?? this.#touched.get(id));
  }

  /** For whoever reads everything instead. */
  clear(): void {
    this.#touched.clear();
  }

  run(): void {
    for (const [id, at] of this.#touched) {
      if (this.#reading.size >= readsAtOnce) break;
      // Answers may overtake each other: what changes while one is under way is asked for when that one is here.
      if (this.#reading.has(id)) continue;
      this.#touched.delete(id);
      this.#reading.add(id);
      void this.read(id, at).finally(() => {
        this.#reading.delete(id);
        this.run();
      });
    }
  }
}
