import { afterEach, describe, expect, it, vi } from 'vitest';
import { digits, pressure, spanOf } from '../src/desk/countdown';
import { Tokens } from '../src/keys/token';
import { createKey } from '../src/keys/keyring';
import { Api } from '../src/wire/api';
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

  it('believes a later answer that contradicts an earlier one: this machine slept, or a clock was set', () => {
    let ticks = 0;
    const clock = new HubClock(() => ticks);
    clock.observe('2026-03-01T12:00:00.000Z', 0, 10);
    ticks = 30_000;
    clock.observe('2026-03-01T12:10:00.000Z', 29_000, 30_000);
    expect(clock.now()).toBe(Date.parse('2026-03-01T12:10:00.500Z'));
  });

  it('says how wrong this machine’s own clock is, once the hub has told its time', () => {
    const clock = new HubClock(() => 0);
    expect(clock.ahead).toBe(0);
    vi.useFakeTimers({ now: Date.parse('2026-03-01T12:01:10.000Z') });
    clock.observe('2026-03-01T12:00:00.000Z', 0, 0);
    expect(clock.ahead).toBe(70_000);
    vi.setSystemTime(Date.parse('2026-03-01T11:54:00.000Z'));
    expect(clock.ahead).toBe(-360_000);
    vi.useRealTimers();
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

describe('a token that the hub refuses for its time', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A hub that takes tokens of its own time only, and says what time that is. */
  async function asking(refusing: { number: number; times: number }) {
    let ticks = 0;
    const hubNow = () => Date.parse('2026-03-01T12:00:00.000Z') + ticks;
    const issued: number[] = [];
    vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Record<string, string> }) => {
      if (path === '/v1/hub') return Response.json({ id: 'hub', time: new Date(hubNow()).toISOString() });
      const claims = headers.authorization!.split('.')[1]!;
      issued.push(JSON.parse(Buffer.from(claims, 'base64url').toString()).iat * 1000 - hubNow());
      return refusing.times-- > 0
        ? Response.json({ number: refusing.number, title: 'token', detail: '' }, { status: 401 })
        : Response.json({ participant: 'XB' });
    });
    const clock = new HubClock(() => ticks);
    // Ten minutes wrong, as after a sleep in which the clock that only goes forward stood still.
    clock.observe(new Date(hubNow() - 600_000).toISOString(), 0, 0);
    ticks = 1_000;
    const tokens = new Tokens(await createKey('XB', 'officer'), async () => 'hub', () => clock.now());
    const api = new Api(clock, () => tokens.token(), () => tokens.renew());
    const me = await api.me().then((m) => m.participant, (error) => error.number);
    return { me, issued };
  }

  it.each([1105, 1106])('%i: the hub is asked what time it is, and the next one is of that time', async (number) => {
    const { me, issued } = await asking({ number, times: 1 });
    expect(me).toBe('XB');
    expect(issued.map((late) => Math.round(late / 60_000) + 0)).toEqual([-10, 0]);
  });

  it('is tried once more and no oftener', async () => {
    const { me, issued } = await asking({ number: 1105, times: 9 });
    expect([me, issued.length]).toEqual([1105, 2]);
  });

  it('that it refuses for anything else is not tried again', async () => {
    const { me, issued } = await asking({ number: 1101, times: 9 });
    expect([me, issued.length]).toEqual([1101, 1]);
  });
});
