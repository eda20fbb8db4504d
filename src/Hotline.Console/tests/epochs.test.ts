import { describe, expect, it } from 'vitest';
import { resume } from '../src/wire/epochs';
import type { HubView } from '../src/wire/types';

const [first, second, lost] = ['2026-11-27T10:00:00.000Z', '2026-11-28T10:00:00.000Z', '2026-11-27T12:00:00.000Z'];
const recovery = (epoch: string, kept: number) =>
  ({ epoch, kept, position: kept + 1, until: epoch, by: 'A', reason: 'B' });
const hub = (head: number, ...recoveries: ReturnType<typeof recovery>[]) =>
  ({ head, epoch: recoveries.at(-1)?.epoch, recoveries }) as unknown as HubView;

// The same cases as in tests/Hotline.Contract.Tests/EpochTests.cs.
describe('a reader goes on', () => {
  it.each([
    ['where it is, in the same epoch', 7, null, hub(9), 7],
    ['from the beginning beyond the head', 10, null, hub(9), 0],
    ['from what was kept', 50, null, hub(60, recovery(first, 40)), 40],
    ['where it is before what was kept', 30, null, hub(60, recovery(first, 40)), 30],
    ['from the least that was kept since', 50, null, hub(60, recovery(first, 40), recovery(second, 20)), 20],
    ['by the later recoveries alone', 50, first, hub(60, recovery(first, 10), recovery(second, 45)), 45],
    ['from the beginning out of an epoch that is lost itself', 50, lost, hub(60, recovery(first, 40)), 0],
    ['from the beginning when the journal fell out of its later epoch', 5, first, hub(60), 0],
  ])('%s', (_said, cursor, epoch, told, expected) => {
    expect(resume(cursor, epoch, told)).toBe(expected);
  });
});
