/** The hub, or a check of ours, said no: a numbered refusal with a sentence that says what to do. */
export class Refused extends Error {
  constructor(readonly number: number, readonly title: string, readonly detail: string, readonly status = 0) {
    super(`${number} ${title}: ${detail}`);
  }
}

/** The hub could not be asked. Nothing is known about what it did. */
export class Unreachable extends Error {
  constructor(why: unknown) {
    super(why instanceof Error ? why.message : String(why));
  }
}
