import type { Api } from '../wire/api';
import type { HubClock } from '../wire/hub-clock';
import type { TrustedHub } from './trusted-hub.svelte';

/**
 * Asks the hub for its time every minute, and when somebody looks: clocks drift, and a machine that slept has another
 * idea of the time. What the trusted hub told is kept, for a reload while it is away. Gives what ends it.
 */
export function keepUp(clock: HubClock, api: Pick<Api, 'tell' | 'keepTime'>, hub: Pick<TrustedHub, 'ask'>): () => void {
  const ask = () => void told().catch(() => undefined);
  const told = async () => {
    const { id } = await api.tell();
    if ((await hub.ask()).id === id) api.keepTime();
  };
  const looked = () => {
    if (document.visibilityState !== 'visible') return;
    clock.doubt();
    ask();
  };
  const timer = setInterval(ask, 60_000);
  document.addEventListener('visibilitychange', looked);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', looked);
  };
}
