/** Milliseconds from the journal to the screen, of the last live entries that brought something new. */
export class Delays {
  readonly last: number[] = [];

  constructor(private readonly now: () => number) {}

  /** An entry of that time is on the screen with the next frame. */
  shown(at: string): void {
    requestAnimationFrame(() => setTimeout(() => {
      this.last.push(this.now() - Date.parse(at));
      if (this.last.length > 1_000) this.last.shift();
    }));
  }
}
