import { Refused, Unreachable, passing } from '../wire/refused';

/**
 * Says "delivered" for what was verified and stored here: one at a time, at the pace that the hub takes, and not before
 * the line is up.
 */
export class Deliveries {
  #waiting = new Set<string>();
  #running = false;

  constructor(
    /** Fetches, checks and stores a message; false when it cannot be trusted, and then nobody confirms it. */
    private readonly store: (id: string) => Promise<boolean>,
    private readonly confirm: (id: string) => Promise<void>,
    private readonly wait: (milliseconds: number) => Promise<void> = (ms) =>
      new Promise((resolve) => setTimeout(resolve, ms)),
  ) {}

  add(id: string): void {
    this.#waiting.add(id);
  }

  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (const id of this.#waiting) {
        try {
          if (await this.store(id)) await this.confirm(id);
        } catch (error) {
          // Without a line there is nothing to say it by; whoever brings the line back calls again.
          if (error instanceof Unreachable) return;
          if (error instanceof Refused && passing(error)) {
            await this.wait(500);
            // Said again, after the others: a set keeps what is added while it is walked.
            this.#waiting.delete(id);
            this.#waiting.add(id);
            continue;
          }
        }
        this.#waiting.delete(id);
      }
    } finally {
      this.#running = false;
    }
  }
}
