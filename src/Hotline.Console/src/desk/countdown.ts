/** A length of time in whole units: two of them, the larger first. */
export interface Span { sign: 1 | -1; days: number; hours: number; minutes: number; seconds: number }

export function spanOf(milliseconds: number): Span {
  const sign = milliseconds < 0 ? -1 : 1;
  // Time left is rounded up: a countdown ends at the due time, not a second before.
  let seconds = sign > 0 ? Math.ceil(milliseconds / 1000) : Math.floor(-milliseconds / 1000);
  const days = Math.floor(seconds / 86_400);
  seconds -= days * 86_400;
  const hours = Math.floor(seconds / 3_600);
  seconds -= hours * 3_600;
  const minutes = Math.floor(seconds / 60);
  return { sign, days, hours, minutes, seconds: seconds - minutes * 60 };
}

/** Digits that keep their place while they run: 12:04, 1:02:09, and days in front. */
export function digits(span: Span): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = span.days * 24 + span.hours;
  return hours > 0 ? `${hours}:${two(span.minutes)}:${two(span.seconds)}` : `${two(span.minutes)}:${two(span.seconds)}`;
}

/** How pressing it is: the share of the window that is left, with a floor for short ones. */
export function pressure(now: number, opened: number, due: number): 'over' | 'now' | 'soon' | 'calm' {
  if (now >= due) return 'over';
  const share = (due - now) / Math.max(due - opened, 1);
  return share < 0.25 || due - now < 60_000 ? 'now' : share < 0.5 ? 'soon' : 'calm';
}
