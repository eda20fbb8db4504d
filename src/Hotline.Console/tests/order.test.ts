import { describe, expect, it } from 'vitest';
import { compare, nextMail, rowOf, urgent } from '../src/desk/order';
import { debts } from '../src/board/debts';
import { at, noon, someAddressee, someExchange, someWindow, to } from './some';

const row = (view: ReturnType<typeof someExchange>, reader: string) => rowOf(to(reader, view), reader);
const minutes = (n: number) => noon + n * 60_000;

describe('a line of the desk', () => {
  it('asks the addressee to acknowledge first, whatever is due later', () => {
    const line = row(someExchange(), 'XB');
    expect([line.turn, line.next?.what, line.due]).toEqual(['ours', 'acknowledge', minutes(30)]);
  });

  it('asks for the response once acknowledged', () => {
    const line = row(
      someExchange({
        addressees: [
          someAddressee({
            rung: 'acknowledged',
            windows: [someWindow('acknowledgement', 30, 'met'), someWindow('response', 120)],
          }),
        ],
      }),
      'XB',
    );
    expect([line.turn, line.next?.what, line.due]).toEqual(['ours', 'respond', minutes(120)]);
  });

  it('still asks for what lapsed: a late act is better than none', () => {
    const line = row(
      someExchange({
        addressees: [
          someAddressee({ windows: [someWindow('acknowledgement', 30, 'lapsed'), someWindow('response', 120)] }),
        ],
      }),
      'XB',
    );
    expect([line.next?.what, line.window?.state]).toEqual(['acknowledge', 'lapsed']);
  });

  it('asks nothing once answered, withdrawn or closed', () => {
    expect(row(someExchange({ addressees: [someAddressee({ rung: 'answered' })] }), 'XB').turn).toBe('nobody');
    expect(row(someExchange({ state: 'withdrawn' }), 'XB').turn).toBe('nobody');
    expect(row(someExchange({ state: 'closed' }), 'XA').turn).toBe('nobody');
  });

  it('tells the opening side for whom it waits, and of their windows the first that runs', () => {
    const view = someExchange({ addressees: [
      someAddressee({ participant: 'XB', windows: [someWindow('acknowledgement', 10, 'lapsed')] }),
      someAddressee({ participant: 'XC', windows: [someWindow('acknowledgement', 40)] }),
    ] });
    const line = row(view, 'XA');
    expect([line.turn, line.due, line.waitsFor]).toEqual(['theirs', minutes(40), ['XB', 'XC']]);
  });

  it('tells a coordinator whom to reach, before everything that only runs', () => {
    const view = {
      ...someExchange(),
      turn: 'ours' as const,
      awaits: [
        {
          of: 'XZ',
          what: 'reach' as const,
          about: 'XB',
          window: 'acknowledgement' as const,
          due: at(30),
          lapsed: true,
        },
        {
          of: 'XB',
          what: 'acknowledge' as const,
          about: 'XB',
          window: 'acknowledgement' as const,
          due: at(30),
          lapsed: true,
        },
      ],
    };
    const line = rowOf(view, 'XZ');
    expect([line.turn, line.next?.what, line.next?.about, line.waitsFor, line.window?.window]).toEqual([
      'ours',
      'reach',
      'XB',
      ['XZ'],
      'acknowledgement',
    ]);
    expect(rowOf({ ...view, turn: 'theirs' }, 'XA').next?.what).toBe('acknowledge');
  });

  it('asks an information addressee for nothing', () => {
    const view = someExchange({ addressees: [someAddressee({ role: 'info', windows: [someWindow('delivery', 5)] })] });
    expect(row(view, 'XB').turn).toBe('nobody');
  });
});

describe('the order', () => {
  it('is by time left, then what others let lapse, then what nobody waits for, newest first', () => {
    const soon = someExchange({ addressees: [someAddressee({ windows: [someWindow('acknowledgement', 10)] })] });
    const later = someExchange();
    const owedAndOver = someExchange({
      addressees: [someAddressee({ windows: [someWindow('acknowledgement', -60, 'lapsed')] })],
    });
    const theirsLapsed = someExchange({
      from: 'XB',
      addressees: [someAddressee({ participant: 'XC', windows: [someWindow('acknowledgement', -90, 'lapsed')] })],
    });
    const older = someExchange({ addressees: [someAddressee({ rung: 'answered' })] });
    const newer = someExchange({ addressees: [someAddressee({ rung: 'answered' })] });
    const sorted = [older, theirsLapsed, later, newer, soon, owedAndOver]
      .map((v) => row(v, 'XB'))
      .sort(compare)
      .map((r) => r.id);
    expect(sorted).toEqual([owedAndOver, soon, later, theirsLapsed, newer, older].map((v) => v.id));
  });

  it('is the same whatever the order of arrival', () => {
    const views = Array.from({ length: 40 }, (_, i) =>
      someExchange({ addressees: [someAddressee({ windows: [someWindow('acknowledgement', i % 7)] })] }),
    );
    const ids = (list: typeof views) =>
      list
        .map((v) => row(v, 'XB'))
        .sort(compare)
        .map((r) => r.id);
    expect(ids([...views].reverse())).toEqual(ids(views));
  });
});

describe('the alarm', () => {
  it('is for flash and immediate traffic to us that waits for an acknowledgement', () => {
    for (const precedence of ['flash', 'immediate'] as const)
      expect(urgent(row(someExchange({ precedence }), 'XB'))).toBe(true);
    expect(urgent(row(someExchange({ precedence: 'priority' }), 'XB'))).toBe(false);
    expect(urgent(row(someExchange({ precedence: 'flash' }), 'XA'))).toBe(false);
    expect(
      urgent(row(someExchange({ precedence: 'flash', addressees: [someAddressee({ rung: 'acknowledged' })] }), 'XB')),
    ).toBe(false);
  });
});

describe('mail', () => {
  it('takes over at the first step that sends one to us', () => {
    const steps = [
      { step: 'remind' as const, window: 'acknowledgement' as const, due: at(5) },
      { step: 'deputy' as const, window: 'acknowledgement' as const, due: at(30) },
      { step: 'mail' as const, window: 'delivery' as const, due: at(20) },
      { step: 'coordinator' as const, window: 'acknowledgement' as const, due: at(1) },
    ];
    expect(nextMail(someExchange({ addressees: [someAddressee({ steps })] }), 'XB')).toEqual({
      due: minutes(20),
      window: 'delivery',
    });
    expect(
      nextMail(someExchange({ addressees: [someAddressee({ steps: steps.map((s) => ({ ...s, at: at(1) })) })] }), 'XB'),
    ).toBeNull();
  });
});

describe('who owes whom', () => {
  it('lists each window whose act has not come, by due time', () => {
    const first = someExchange({
      addressees: [someAddressee({ windows: [someWindow('delivery', 5, 'met'), someWindow('response', 20)] })],
    });
    const second = someExchange({
      addressees: [
        someAddressee({
          rung: 'accepted',
          windows: [someWindow('delivery', 3, 'lapsed'), someWindow('acknowledgement', 10)],
        }),
      ],
    });
    expect(debts([first, second].map((v) => row(v, 'XA'))).map((d) => [d.view.id, d.window.window])).toEqual([
      [second.id, 'delivery'],
      [second.id, 'acknowledgement'],
      [first.id, 'response'],
    ]);
    expect(debts([row({ ...first, state: 'closed' }, 'XA')])).toEqual([]);
  });

  it('owes nothing that came late', () => {
    expect(
      debts([
        row(
          someExchange({
            addressees: [someAddressee({ rung: 'answered', windows: [someWindow('acknowledgement', 3, 'lapsed')] })],
          }),
          'XA',
        ),
      ]),
    ).toEqual([]);
  });
});
