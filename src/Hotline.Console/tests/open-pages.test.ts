import { describe, expect, it } from 'vitest';
import { OpenPages } from '../src/desk/open-pages.svelte';
import type { ExchangeList, ExchangeView } from '../src/wire/types';

/** A hub with so many open exchanges, newest first; those named are our turn. It looks through 1,000 at a time. */
function hub(count: number, named: number[] = []) {
  const ours = new Set(named);
  const all = Array.from({ length: count }, (_, i) => count - i).map(
    (position) => ({ id: `${position}`, position, turn: ours.has(position) ? 'ours' : 'theirs' }) as ExchangeView,
  );
  const asked: string[] = [];
  const list = async (state: string, limit = 500, before?: number, turn?: string): Promise<ExchangeList> => {
    asked.push([state, before, turn].join(' '));
    const below = all.filter((v) => v.position < (before ?? Infinity));
    const looked = turn ? below.slice(0, 1000) : below.slice(0, limit);
    const exchanges = looked.filter((v) => !turn || v.turn === turn);
    const next = looked.length < below.length ? looked.at(-1)!.position : undefined;
    return { exchanges, hubTime: '', next };
  };
  const shown: string[] = [];
  const pages = new OpenPages(() => ({ list }), (views) => void shown.push(...views.map((v) => v.id)));
  return { pages, shown, asked };
}

describe('what a desk reads of everything that is open', () => {
  it('is one page when there are few', async () => {
    const { pages, shown, asked } = hub(150);
    expect((await pages.read()).size).toBe(150);
    expect([shown.length, asked.length, pages.more]).toEqual([150, 1, false]);
  });

  it('is the newest page and what is ours, however many others are open', async () => {
    const { pages, shown, asked } = hub(5000, [4999, 3, 2000]);
    expect([...(await pages.read())].slice(-2)).toEqual(['2000', '3']);
    expect([shown.length, asked.length, pages.more]).toEqual([202, 6, true]);
  });

  it('grows by a page when somebody asks, and is read again as far as it was', async () => {
    const { pages, shown } = hub(500);
    await pages.read();
    await pages.older();
    expect([shown.length, pages.more]).toEqual([400, true]);
    expect((await pages.read()).size).toBe(400);
    await pages.older();
    await pages.older();
    expect([(await pages.read()).size, pages.more]).toEqual([500, false]);
  });

  it('tells what the hub cannot list, of every page, and anew each time', async () => {
    const told: unknown[] = [];
    const damage = { reread: () => told.push('again'), listed: (at?: readonly number[]) => told.push(at) };
    const list = async (_: string, __?: number, before?: number): Promise<ExchangeList> =>
      before === undefined ? { exchanges: [], hubTime: '', next: 9, damaged: [12] }
        : { exchanges: [], hubTime: '', damaged: [4] };
    const pages = new OpenPages(() => ({ list }), () => undefined, damage);
    await pages.read();
    expect(told).toEqual(['again', [12], [4]]);
  });

  it('stops somewhere when everything is ours', async () => {
    const { pages, shown } = hub(20_000, Array.from({ length: 20_000 }, (_, i) => i + 1));
    await pages.read();
    expect(shown.length).toBe(2200);
    expect(pages.more).toBe(true);
  });
});
