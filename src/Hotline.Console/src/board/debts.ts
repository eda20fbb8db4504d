import { windowOf } from '../desk/order';
import type { AddresseeView, AwaitedView, ExchangeView, WindowView } from '../wire/types';

/** Something that is awaited of somebody, as the hub says it: who owes whom what, or whom a coordinator is to reach. */
export interface Debt {
  id: string;
  view: ExchangeView;
  awaited: AwaitedView;
  addressee: AddresseeView;
  window: WindowView;
}

/** By due time, so that what runs out next is first. */
export function debts(views: ExchangeView[]): Debt[] {
  return views
    .flatMap((view) =>
      view.awaits.flatMap((awaited) => {
        const addressee = view.addressees.find((a) => a.participant === awaited.about);
        const window = windowOf(view, awaited);
        return addressee && window
          ? [
              {
                id: `${view.id}/${awaited.of}/${awaited.what}/${awaited.about}/${awaited.window}`,
                view,
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
