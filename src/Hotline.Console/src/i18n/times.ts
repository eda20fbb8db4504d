import { spanOf } from '../desk/countdown';
import { current } from './catalogue.svelte';

type Unit = 'day' | 'hour' | 'minute' | 'second';

/** Latin digits in every language: a time is compared with what others say on the telephone. */
const tag = () => `${current.language}-u-nu-latn-ca-gregory`;

/** 14:05, with seconds when they matter, and the day where it is not that of now. */
export function clock(time: number, zone: string, now: number, seconds = Math.abs(time - now) < 600_000): string {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const sameDay = date.format(time) === date.format(now);
  return new Intl.DateTimeFormat(tag(), {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
    ...(sameDay ? {} : { day: 'numeric', month: 'short' }),
  }).format(time);
}

/** 2026-11-22 14:05:09: for records, the same in every language. */
export const stamp = (time: number | string): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A length in words, its two largest units: "12 min, 4 sec". */
export function lasting(milliseconds: number): string {
  const span = spanOf(Math.abs(milliseconds));
  const parts: [number, Unit][] = [
    [span.days, 'day'],
    [span.hours, 'hour'],
    [span.minutes, 'minute'],
    [span.seconds, 'second'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  const shown = first < 0 ? [parts[3]!] : parts.slice(first, first + 2).filter(([n]) => n > 0);
  const words = shown.map(([n, unit]) =>
    new Intl.NumberFormat(tag(), { style: 'unit', unit, unitDisplay: 'short' }).format(n),
  );
  return new Intl.ListFormat(current.language, { type: 'unit', style: 'short' }).format(words);
}
