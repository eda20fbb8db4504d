import { type Row, windowOf } from '../desk/order';
import type { Headline } from '../desk/headline';
import type { AddresseeView, AwaitedView, Course, WindowView } from '../wire/types';

/** Something that is awaited of somebody, as the hub says it: who owes whom what, or whom a coordinator is to reach. */
export interface Debt {
  id: string;
  view: Course;
  head: Headline;
  awaited: AwaitedView;
  addressee: AddresseeView;
  window: WindowView;
}

/** By due time, so that what runs out next is first. */
export function debts(rows: Row[]): Debt[] {
  return rows
    .flatMap(({ view, head }) =>
      view.awaits.flatMap((awaited) => {
        const addressee = view.addressees.find((a) => a.participant === awaited.about);
        const window = windowOf(view, awaited);
        return addressee && window
          ? [
              {
                id: `${view.id}/${awaited.of}/${awaited.what}/${awaited.about}/${awaited.window}`,
                view,
                head,
                awaited,
                addressee,
                window,
              },
            ]
          : [];
      }),
    )
    .sort((a, b) => (a.awaited.due < b.awaited.due ? -1 : a.awaited.due > b.awaited.due ? 1 : 0));
}
