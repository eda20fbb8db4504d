import { describe, expect, it } from 'vitest';
import { debts } from '../src/board/debts';
import { Damage, places } from '../src/desk/damage.svelte';
import { Exchanges } from '../src/desk/exchanges.svelte';
import { compare, rowOf, urgent } from '../src/desk/order';
import { Refused, Unreachable } from '../src/wire/refused';
import { someExchange, to } from './some';

const noSuch = new Refused(2010, 'no-such-exchange', 'There is no exchange of that id to which you are a party.', 404);
const damaged = new Refused(3031, 'entry-damaged', 'Entry 17 of the journal is damaged, and so on.', 503);
const arranged = () => new Promise((done) => setTimeout(done, 0));

function desk(...views: ReturnType<typeof someExchange>[]) {
  const exchanges = new Exchanges();
  exchanges.seat('XB');
  exchanges.put(views.map((view) => to('XB', view)));
  return exchanges;
}

describe('an exchange that the hub cannot show', () => {
  it('is lost when the hub had it and says that there is none; it stays on the desk', async () => {
    const view = someExchange({ precedence: 'flash' });
    const exchanges = desk(view);
    await arranged();
    expect(urgent(exchanges.row(view.id)!)).toBe(true);
    expect(exchanges.missed(view.id, noSuch)).toEqual([]);
    await arranged();
    const row = exchanges.rows.find((r) => r.id === view.id)!;
    expect([row.gone, row.turn, row.due, row.view.state]).toEqual([{ why: 'lost' }, 'nobody', null, 'open']);
    expect([row.view.may, urgent(row), debts([row])]).toEqual([[], false, []]);
  });

  it('is damaged at a position, also when nothing of it is known here', () => {
    const exchanges = desk();
    expect(exchanges.missed('some', damaged)).toEqual([17]);
    expect(exchanges.gone('some')).toEqual({ why: 'damaged', position: 17 });
  });

  it('is not said to be lost by a hub that never showed it, nor by a line that is down', () => {
    const view = someExchange();
    const exchanges = desk(view);
    exchanges.missed('another', noSuch);
    exchanges.missed(view.id, new Unreachable('no line'));
    exchanges.missed(view.id, new Refused(4013, 'too-many-requests', 'Wait.', 429));
    expect([exchanges.gone('another'), exchanges.gone(view.id)]).toEqual([null, null]);
  });

  it('is one like any other again when the hub shows it', async () => {
    const view = someExchange();
    const exchanges = desk(view);
    exchanges.missed(view.id, damaged);
    exchanges.put([to('XB', view)]);
    await arranged();
    expect([exchanges.row(view.id)!.gone, exchanges.row(view.id)!.turn]).toEqual([null, 'ours']);
  });

  it('stands behind everything that runs or has lapsed, and before what is settled', () => {
    const settled = rowOf(someExchange({ addressees: [], turn: 'nobody' }), 'XB');
    const gone = rowOf(to('XB', someExchange()), 'XB', null, { why: 'lost' });
    const runs = rowOf(to('XB', someExchange()), 'XB');
    expect([settled, gone, runs].sort(compare)).toEqual([runs, gone, settled]);
  });
});

describe('what is known to be damaged', () => {
  it('is what lists and feed have told, each once, in order', () => {
    const damage = new Damage();
    damage.heard([23, 17]);
    damage.listed([17, 4]);
    expect(damage.positions).toEqual([4, 17, 23]);
  });

  it('is told anew by every list, and by the feed of every line', () => {
    const damage = new Damage();
    damage.heard([23]);
    damage.listed([4]);
    damage.reread();
    damage.listed(undefined);
    expect(damage.positions).toEqual([23]);
    damage.begin();
    expect(damage.positions).toEqual([]);
  });

  it('is named up to a number that a sentence can hold', () => {
    expect(places([4, 17])).toBe('4, 17');
    expect(places(Array.from({ length: 21 }, (_, i) => i))).toMatch(/, 19 …$/);
  });
});
