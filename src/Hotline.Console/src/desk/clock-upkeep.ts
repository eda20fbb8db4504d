import type { Api } from '../wire/api';
import type { HubClock } from '../wire/hub-clock';

/**
 * Asks the hub for its time every minute, and when somebody looks: clocks drift, and a machine that slept has another
 * idea of the time. Gives what ends it.
 */
export function keepUp(clock: HubClock, api: Api): () => void {
  const ask = () => void api.tell().catch(() => undefined);
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
