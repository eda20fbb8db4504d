import type { RegimeView, Status } from '../wire/types';

/** Under which rules a message begins that nobody has written yet; empty where somebody has to choose. */
export interface Beginning { regime: string; status: Status | '' }

/**
 * What may be sent at a hub: at an exercise nothing real, whatever the regime.
 *
 * @param exercise Whether the hub is an exercise; null when it has not said so yet.
 */
export const statusesAt = (exercise: boolean | null, regime: RegimeView | undefined): Status[] =>
  (regime?.statuses ?? []).filter((status) => status !== 'actual' || exercise !== true);

/**
 * At an exercise, the exercise. At any other hub never the exercise: the one regime under which something real may be
 * sent, or none where there are several, or where the hub has not said what it is.
 */
export function beginning(exercise: boolean | null, regimes: RegimeView[]): Beginning {
  if (exercise === null) return { regime: '', status: '' };
  if (exercise) {
    const possible = regimes.filter((r) => statusesAt(exercise, r).length > 0);
    const regime = possible.find((r) => r.id === 'exercise') ?? possible[0];
    return { regime: regime?.id ?? '', status: statusesAt(exercise, regime)[0] ?? '' };
  }
  const real = regimes.filter((r) => r.statuses.includes('actual'));
  return real.length === 1 ? { regime: real[0]!.id, status: 'actual' } : { regime: '', status: '' };
}
