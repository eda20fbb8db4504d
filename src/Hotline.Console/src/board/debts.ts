import { reached } from '../desk/order';
import type { AddresseeView, ExchangeView, WindowView } from '../wire/types';

/** Who owes whom what: a window of an addressee in which the act it asks for has not come. */
export interface Debt { id: string; view: ExchangeView; addressee: AddresseeView; window: WindowView }

const act = { delivery: 'delivered', acknowledgement: 'acknowledged', response: 'answered' } as const;

/** By due time, so that what runs out next is first. */
export function debts(views: ExchangeView[]): Debt[] {
  return views
    .filter((view) => view.state === 'open')
    .flatMap((view) => view.addressees.flatMap((addressee) => addressee.windows
      .filter((window) => (window.state === 'open' || window.state === 'lapsed') && !reached(addressee, act[window.window]))
      .map((window) => ({ id: `${view.id}/${addressee.participant}/${window.window}`, view, addressee, window }))))
    .sort((a, b) => (a.window.due < b.window.due ? -1 : a.window.due > b.window.due ? 1 : 0));
}
