import { plain } from './plain';

/** The hub, or a check of ours, said no: a numbered refusal with a sentence that says what to do. */
export class Refused extends Error {
  /** The sentence. A hub's may quote a stranger. */
  readonly detail: string;

  constructor(readonly number: number, readonly title: string, detail: string, readonly status = 0) {
    super(`${number} ${title}: ${plain(detail)}`);
    this.detail = plain(detail);
  }
}

/** A refusal as the live line tells it, NUMBER name: sentence; null when the text is something else. */
export function readRefusal(text: string): Refused | null {
  const found = /(\d{4}) ([a-z0-9-]+): (.*)$/s.exec(text);
  return found ? new Refused(Number(found[1]), found[2]!, found[3]!) : null;
}

/** Refusals that waiting may lift, with the same bytes: the hub is busy, stopping, or did not like the token. */
export const passing = (refusal: Refused): boolean =>
  (refusal.number >= 1100 && refusal.number < 1200) ||
  (refusal.number >= 3001 && refusal.number < 3010) ||
  [4002, 4003, 4005, 4010, 4013, 4042].includes(refusal.number);

/** The hub could not be asked. Nothing is known about what it did. */
export class Unreachable extends Error {
  constructor(why: unknown) {
    super(why instanceof Error ? why.message : String(why));
  }
}
