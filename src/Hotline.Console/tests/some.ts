import type { AddresseeView, ExchangeView, WindowName, WindowState, WindowView } from '../src/wire/types';

// One source of test data: an exchange from XA to XB that was accepted at noon.
export const noon = Date.parse('2026-03-01T12:00:00.000Z');
export const at = (minutes: number): string => new Date(noon + minutes * 60_000).toISOString();
let next = 0;
export const someId = (): string => `0198c0de-0000-7000-8000-${String(++next).padStart(12, '0')}`;

export const someWindow = (window: WindowName, due: number, state: WindowState = 'open'): WindowView => ({
  window, opened: at(0), due: at(due), state, basis: { kind: 'operator-default', source: 'modelled on nothing' }, ...(state === 'open' ? {} : { at: at(due) }),
});

export const someAddressee = (more: Partial<AddresseeView> = {}): AddresseeView => ({
  participant: 'XB', role: 'action', rung: 'delivered', rungs: [], windows: [someWindow('delivery', 5, 'met'), someWindow('acknowledgement', 30), someWindow('response', 120)], steps: [], mail: [], ...more,
});

export const someExchange = (more: Partial<ExchangeView> = {}): ExchangeView => ({
  id: someId(), regime: 'exercise', kind: 'incident-notification', precedence: 'priority', status: 'exercise', tlp: 'amber', from: 'XA', sender: 'officer', state: 'open',
  created: at(0), acceptedAt: at(0), position: ++next, addressees: [someAddressee()], acts: [], hubTime: at(1), ...more,
});
