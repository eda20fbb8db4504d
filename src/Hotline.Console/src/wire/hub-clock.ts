const slack = 10_000;

/** What is known of the machine's own clock: how far it is ahead of the hub's, and the hub's time when that was so. */
export interface Ahead { ahead: number; at: number }

/** Where that is kept over a reload. */
export interface AheadKeeper { read: () => Ahead | undefined; keep: (value: Ahead) => unknown }

/**
 * The hub's time, told from a clock that only goes forward. The browser's own wall clock may be an hour wrong, and due
 * times are the hub's: it is asked only until the hub has told its time, and then less what it was wrong by before.
 */
export class HubClock {
  #offset: number | null = null;
  #uncertainty = Infinity;
  #takenAt = 0;

  #before: Ahead | undefined;

  /**
   * @param ticks Milliseconds of a clock that only goes forward.
   * @param keeper What an earlier life of the page knew, for a reload while the hub is away.
   */
  constructor(
    private readonly ticks: () => number = () => performance.now(),
    private readonly keeper?: AheadKeeper,
  ) {
    const before = keeper?.read();
    if (Number.isFinite(before?.ahead) && Number.isFinite(before?.at)) this.#before = before;
  }

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

  /** Keeps how wrong this machine's own clock is. To be called only when it was the trusted hub that told the time. */
  keep(): void {
    if (this.known) this.keeper?.keep({ ahead: Math.round(this.ahead), at: Math.round(this.now()) });
  }

  /** Milliseconds since 1970 by the hub's clock. */
  now(): number {
    if (this.#offset !== null) return this.#offset + this.ticks();
    const before = this.#before;
    // The hub's time only goes on: where it would be less than it was, the machine's clock was set meanwhile.
    return before ? Math.max(Date.now() - before.ahead, before.at) : Date.now();
  }

  /** How far this machine's own clock is ahead of the hub's, or behind it when negative; 0 until the hub has told. */
  get ahead(): number {
    return this.known ? Date.now() - this.now() : 0;
  }

  mark(): number {
    return this.ticks();
  }
}
