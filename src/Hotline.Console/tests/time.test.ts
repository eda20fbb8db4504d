import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepUp } from '../src/desk/clock-upkeep';
import { digits, pressure, spanOf } from '../src/desk/countdown';
import { aheadOf } from '../src/desk/memory';
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

  it('goes on by what it knew of this machine’s clock, when the page is loaded anew and the hub is away', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-03-01T13:00:00.000Z') });
    const before = new HubClock(() => 0, aheadOf('seat'));
    before.keep();
    expect(new HubClock(() => 0, aheadOf('seat')).now()).toBe(Date.parse('2026-03-01T13:00:00.000Z'));
    before.observe('2026-03-01T12:00:00.000Z', 0, 0);
    before.keep();

    vi.setSystemTime(Date.parse('2026-03-01T13:30:00.000Z'));
    const after = new HubClock(() => 7_000, aheadOf('seat'));
    expect([after.now(), after.known]).toEqual([Date.parse('2026-03-01T12:30:00.000Z'), false]);
    expect(new HubClock(() => 0, aheadOf('another')).now()).toBe(Date.parse('2026-03-01T13:30:00.000Z'));

    // Somebody set the machine's clock right meanwhile: the hub's time is at least what it was.
    vi.setSystemTime(Date.parse('2026-03-01T12:31:00.000Z'));
    expect(after.now()).toBe(Date.parse('2026-03-01T12:00:00.000Z'));

    after.observe('2026-03-01T12:31:02.000Z', 7_000, 7_000);
    expect(after.now()).toBe(Date.parse('2026-03-01T12:31:02.000Z'));
    vi.useRealTimers();
  });

  it('knows nothing from what it cannot read', () => {
    vi.useFakeTimers({ now: Date.parse('2026-03-01T13:00:00.000Z') });
    for (const kept of [undefined, {}, { ahead: 'much', at: 0 }, { ahead: 1, at: null }])
      expect(new HubClock(() => 0, { read: () => kept as never, keep: () => true }).now()).toBe(Date.now());
    vi.useRealTimers();
  });

  it.each([['hub', 1], ['stranger', 0]])('is kept as the %s tells it: %i times', async (id, times) => {
    vi.stubGlobal('document', new EventTarget());
    vi.useFakeTimers();
    const keepTime = vi.fn();
    const api = { tell: async () => ({ id }) as never, keepTime };
    const end = keepUp(new HubClock(() => 0), api, { ask: async () => ({ id: 'hub' }) as never });
    await vi.advanceTimersByTimeAsync(60_000);
    end();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    expect(keepTime).toHaveBeenCalledTimes(times);
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
