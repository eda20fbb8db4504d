const slack = 10_000;

/**
 * The hub's time, told from a clock that only goes forward. The browser's own wall clock is never asked: it may be an
 * hour wrong, and due times are the hub's.
 */
export class HubClock {
  #offset: number | null = null;
  #uncertainty = Infinity;
  #takenAt = 0;

  /** @param ticks Milliseconds of a clock that only goes forward. */
  constructor(private readonly ticks: () => number = () => performance.now()) {}

  /** False until the hub has told its time once. */
  get known(): boolean {
    return this.#offset !== null;
  }

  /** Takes a time that the hub told in an answer. The quickest answer of the last minutes says it best. */
  observe(hubTime: string, askedAt: number, answeredAt: number): void {
    const uncertainty = (answeredAt - askedAt) / 2;
    const offset = Date.parse(hubTime) - (askedAt + uncertainty);
    // Two answers that cannot both be true: one of the clocks has jumped, or stood still, and the later one counts.
    const agree = Math.abs(offset - (this.#offset ?? NaN)) <= uncertainty + this.#uncertainty + slack;
    if (agree && uncertainty > this.#uncertainty && answeredAt - this.#takenAt < 120_000) return;
    this.#offset = offset;
    this.#uncertainty = uncertainty;
    this.#takenAt = answeredAt;
  }

  /** Forgets how good the last sample was: the machine may have slept, so that the next answer counts. */
  doubt(): void {
    this.#uncertainty = Infinity;
  }

  /** Milliseconds since 1970 by the hub's clock. */
  now(): number {
    return (this.#offset ?? Date.now() - this.ticks()) + this.ticks();
  }

  /** How far this machine's own clock is ahead of the hub's, or behind it when negative; 0 until the hub has told. */
  get ahead(): number {
    return this.known ? Date.now() - this.now() : 0;
  }

  mark(): number {
    return this.ticks();
  }
}
