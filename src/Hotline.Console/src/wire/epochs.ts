import type { HubView } from './types';

/**
 * Where a reader goes on that had read up to a position in an epoch of the journal; 0 when nobody knows. As in
 * Contract/Wire/Epochs.cs.
 */
export function resume(cursor: number, epoch: string | null, hub: HubView): number {
  if (epoch === (hub.epoch ?? null)) return cursor <= hub.head ? cursor : 0;
  const recoveries = hub.recoveries ?? [];
  if (epoch !== null && !recoveries.some((r) => r.epoch === epoch)) return 0;
  const later = recoveries.filter((r) => epoch === null || Date.parse(r.epoch) > Date.parse(epoch));
  return later.length === 0 ? 0 : Math.min(cursor, hub.head, ...later.map((r) => r.kept));
}
