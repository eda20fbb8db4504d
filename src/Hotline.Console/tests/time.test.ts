import { describe, expect, it } from 'vitest';
import { digits, pressure, spanOf } from '../src/desk/countdown';
import { HubClock } from '../src/wire/hub-clock';
import { newMessageId, isMessageId } from '../src/wire/message-id';

describe('the countdown', () => {
  it.each([
    [1, '00:01'],
    [1_000, '00:01'],
    [1_001, '00:02'],
    [60_000, '01:00'],
    [3_600_000, '1:00:00'],
    [90_061_000, '25:01:01'],
    [0, '00:00'],
    [-1, '00:00'],
    [-61_500, '01:01'],
  ])('%i ms is %s', (ms, shown) => expect(digits(spanOf(ms))).toBe(shown));

  it('ends at the due time and not a second before', () => {
    expect(pressure(99_999, 0, 100_000)).toBe('now');
    expect(pressure(100_000, 0, 100_000)).toBe('over');
  });

  it('presses by the share that is left', () => {
    const due = 24 * 3_600_000;
    expect(pressure(due * 0.4, 0, due)).toBe('calm');
    expect(pressure(due * 0.6, 0, due)).toBe('soon');
    expect(pressure(due * 0.8, 0, due)).toBe('now');
  });
});

describe('the hub’s clock', () => {
  it('tells the hub’s time whatever the browser believes', () => {
    let ticks = 1_000;
    const clock = new HubClock(() => ticks);
    clock.observe('2026-03-01T12:00:00.000Z', 1_000, 1_200);
    ticks = 1_200;
    expect(clock.now()).toBe(Date.parse('2026-03-01T12:00:00.100Z'));
    ticks += 60_000;
    expect(clock.now()).toBe(Date.parse('2026-03-01T12:01:00.100Z'));
  });

  it('believes the quickest answer of the last two minutes', () => {
    const clock = new HubClock(() => 0);
    clock.observe('2026-03-01T12:00:00.000Z', 0, 10);
    const good = clock.now();
    clock.observe('2026-03-01T12:00:05.000Z', 100, 2_100);
    expect(clock.now()).toBe(good);
    clock.observe('2026-03-01T12:10:00.000Z', 200_000, 202_000);
    expect(clock.now()).not.toBe(good);
  });

  it('believes the next answer after a doubt', () => {
    const clock = new HubClock(() => 0);
    clock.observe('2026-03-01T12:00:00.000Z', 0, 2);
    clock.doubt();
    clock.observe('2026-03-01T13:00:00.000Z', 0, 1_000);
    expect(clock.now()).toBe(Date.parse('2026-03-01T13:00:00.000Z') - 500);
  });
});

describe('message ids', () => {
  it('are UUIDs of version 7 that begin with the time', () => {
    const id = newMessageId(Date.parse('2026-03-01T12:00:00.123Z'), (bytes) => bytes.fill(0xff));
    expect(isMessageId(id)).toBe(true);
    expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-03-01T12:00:00.123Z'));
  });
});
