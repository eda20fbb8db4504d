import { describe, expect, it } from 'vitest';
import { Deliveries } from '../src/desk/deliveries';
import { Refused, Unreachable } from '../src/wire/refused';

const none = async () => undefined;

describe('deliveries', () => {
  it('confirm what was stored, once each, and nothing that cannot be trusted', async () => {
    const said: string[] = [];
    const deliveries = new Deliveries(async (id) => id !== 'forged', async (id) => void said.push(id), none);
    for (const id of ['one', 'forged', 'two', 'one']) deliveries.add(id);
    await deliveries.run();
    await deliveries.run();
    expect(said).toEqual(['one', 'two']);
  });

  it('wait when the hub is busy, and lose nothing', async () => {
    const said: string[] = [];
    let refusals = 3;
    let waits = 0;
    const deliveries = new Deliveries(async () => true, async (id) => {
      if (refusals-- > 0) throw new Refused(4002, 'too-many', 'Slower.');
      said.push(id);
    }, async () => void waits++);
    for (const id of ['one', 'two']) deliveries.add(id);
    await deliveries.run();
    expect(said.sort()).toEqual(['one', 'two']);
    expect(waits).toBe(3);
  });

  it('stop without a line and go on from there', async () => {
    const said: string[] = [];
    let up = false;
    const deliveries = new Deliveries(async () => true, async (id) => {
      if (!up) throw new Unreachable('down');
      said.push(id);
    }, none);
    for (const id of ['one', 'two']) deliveries.add(id);
    await deliveries.run();
    expect(said).toEqual([]);
    up = true;
    await deliveries.run();
    expect(said).toEqual(['one', 'two']);
  });

  it('give up on what the hub refuses for good', async () => {
    let asked = 0;
    const deliveries = new Deliveries(async () => true, async () => {
      asked++;
      throw new Refused(2010, 'no-such-exchange', 'Gone.');
    }, none);
    deliveries.add('one');
    await deliveries.run();
    await deliveries.run();
    expect(asked).toBe(1);
  });
});
