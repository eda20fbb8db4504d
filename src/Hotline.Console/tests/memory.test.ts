import { describe, expect, it } from 'vitest';
import { Absence } from '../src/desk/absence.svelte';
import { Memory } from '../src/desk/memory';
import * as db from '../src/store/db';
import type { FeedItem, FeedPage } from '../src/wire/types';
import { at, someExchange, someId } from './some';

const me = { participant: 'XB', poc: 'officer', role: 'duty-officer', name: 'B' } as never;
const item = (position: number, key = 'theirs'): FeedItem =>
  ({ entry: { position, at: at(0), fact: { type: 'accepted', opening: { id: someId(), key } } } }) as never;
const page = (items: FeedItem[], cursor: number, head: number): FeedPage => ({ items, cursor, head }) as never;
const positions = (items: FeedItem[] | undefined) => items?.map((i) => i.entry.position);

describe('what a browser keeps of a desk', () => {
  it('is there with whose desk it is alone, whatever of the rest has come', async () => {
    const memory = new Memory('seat');
    expect(await memory.recall()).toBeNull();
    await memory.sat(me);
    expect(await memory.recall()).toEqual({ me, views: [] });
    const view = someExchange();
    await memory.changed({ ...view, envelope: 'a.b.c' });
    expect((await memory.recall())?.views.map((v) => [v.id, v.envelope])).toEqual([[view.id, undefined]]);
  });

  it('is never nothing while the list is written anew', async () => {
    const memory = new Memory('list');
    const [before, after] = [someExchange(), someExchange()];
    await memory.opened([before]);
    const writing = memory.opened([after]);
    for (let reads = 0; reads < 20; reads++) expect(await db.all('views', 'list/')).toHaveLength(1);
    await writing;
    expect((await db.all<typeof after>('views', 'list/')).map((v) => v.id)).toEqual([after.id]);
  });

  it('is as it was when something of the list cannot be kept', async () => {
    const memory = new Memory('whole');
    const before = someExchange();
    await memory.opened([before]);
    await expect(memory.opened([someExchange(), { ...someExchange(), kind: () => {} } as never])).rejects.toThrow();
    expect(await db.all('views', 'whole/')).toEqual([before]);
  });

  it('has what was missed together with how far the feed was read, until it was seen', async () => {
    const memory = new Memory('feed');
    expect(await memory.left()).toBeNull();
    await memory.heard(9, null, 100, { since: 40, until: 100, items: [item(8), item(9)] });
    await memory.heard(11, null, 110, { since: 40, until: 110, items: [item(10)] });
    await memory.heard(12, null, 200, null);
    const left = await memory.left();
    expect([left?.cursor, left?.at, left?.missed?.since, left?.missed?.until]).toEqual([12, 200, 40, 110]);
    expect(positions(left?.missed?.items)).toEqual([8, 9, 10]);
    await memory.seen();
    expect(await memory.left()).toEqual({ cursor: 12, epoch: null, at: 200, missed: null });
  });
});

describe('a time without a line', () => {
  const absence = (forget = () => Promise.resolve()) =>
    new Absence({ own: { id: 'mine', participant: 'XB' }, now: () => 100, forget });

  it('shows what others did once it is read to the end, and hands over each page as it comes', () => {
    const away = absence();
    expect(away.take(page([item(1)], 1, 1), false)).toBeNull();
    away.begin(40);
    expect(positions(away.take(page([item(2), item(3, 'mine')], 3, 4), false)?.items)).toEqual([2]);
    expect([away.lasts, away.missed]).toEqual([true, null]);
    expect(positions(away.take(page([item(4)], 4, 4), false)?.items)).toEqual([4]);
    expect([away.lasts, away.missed?.since, positions(away.missed?.items)]).toEqual([false, 40, [2, 4]]);
  });

  it.each(['carried', 'delivered', 'displayed'])('shows what was %s at others, and not at one’s own desks', (type) => {
    const rung = (position: number, addressee: string): FeedItem =>
      ({ entry: { position, at: at(0), fact: { type, exchange: someId(), addressee } } }) as never;
    const away = absence();
    away.begin(40);
    expect(positions(away.take(page([rung(1, 'XB'), rung(2, 'XC')], 2, 2), false)?.items)).toEqual([2]);
    expect(positions(away.missed?.items)).toEqual([2]);
    away.begin(50);
    away.take(page([rung(3, 'XB')], 3, 3), false);
    expect(positions(away.missed?.items)).toEqual([2]);
  });

  it('shows that a window of one’s own ended, and what a colleague signed', () => {
    const lapsed = { entry: { position: 1, at: at(0), fact: { type: 'lapsed', addressee: 'XB' } } } as never;
    const away = absence();
    away.begin(40);
    away.take(page([lapsed, item(2, 'colleague')], 2, 2), false);
    expect(positions(away.missed?.items)).toEqual([1, 2]);
  });

  it('shows nothing to a browser that never had a line before', () => {
    const away = absence();
    away.begin(40);
    expect(away.take(page([item(1)], 1, 1), true)?.items).toEqual([]);
    expect([away.lasts, away.missed]).toEqual([false, null]);
  });

  it('leaves what comes while the officer puts away the rest', async () => {
    let forgotten = () => {};
    const away = absence(() => new Promise((resolve) => (forgotten = resolve)));
    away.recall({ since: 10, until: 20, items: [item(1)] });
    const seen = away.seen();
    expect(positions(away.missed?.items)).toEqual([1]);
    away.begin(40);
    away.take(page([item(2)], 2, 2), false);
    forgotten();
    await seen;
    expect(positions(away.missed?.items)).toEqual([2]);
  });
});
