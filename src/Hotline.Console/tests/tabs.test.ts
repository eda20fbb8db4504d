import { describe, expect, it, vi } from 'vitest';
import { Tabs, type Word } from '../src/desk/tabs';

describe('the tabs of one key', () => {
  it('a tab that has left tells nothing, and does not break on it', async () => {
    vi.stubGlobal('navigator', {
      locks: { request: async (_: string, __: object, got: () => Promise<void>) => got() },
    });
    try {
      const heard: Word[] = [];
      const stays = new Tabs('k', (word) => heard.push(word), () => undefined);
      const leaves = new Tabs('k', () => undefined, () => undefined);
      leaves.tell({ type: 'ask' });
      leaves.close();
      leaves.tell({ type: 'out' });
      await vi.waitFor(() => expect(heard).toEqual([{ type: 'ask' }]));
      expect([leaves.owner, stays.owner]).toEqual([false, true]);
      stays.close();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
