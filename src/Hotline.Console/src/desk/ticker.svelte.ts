/** What countdowns run by: the hub's clock, a quarter of a second at a time, so that no second is skipped on screen. */
export class Ticker {
  now = $state(0);
  #timer: ReturnType<typeof setInterval>;

  constructor(read: () => number) {
    this.now = read();
    this.#timer = setInterval(() => (this.now = read()), 250);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
