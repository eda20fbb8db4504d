import { describe, expect, it, vi } from 'vitest';
import { DraftKeeper } from '../src/desk/drafts';

describe('a draft', () => {
  it('is kept with each letter before anything else can happen, and read the same way', () => {
    const writing = new DraftKeeper<string>('key/compose/new');
    for (const letters of ['H', 'He', 'Hel']) {
      expect(writing.keep(letters)).toBe(true);
      expect(new DraftKeeper<string>('key/compose/new').read()).toBe(letters);
    }
    expect(new DraftKeeper<string>('key/compose/other').read()).toBeUndefined();
  });

  it('is gone once it was sent', () => {
    const writing = new DraftKeeper<string>('key/respond/1');
    writing.keep('Seen.');
    writing.drop();
    expect(writing.read()).toBeUndefined();
  });

  it('is not said to be kept where the browser has no room, and what cannot be read is none', () => {
    const writing = new DraftKeeper<string>('key/compose/full');
    const full = vi.spyOn(localStorage, 'setItem').mockImplementation(() => {
      throw new Error('QuotaExceededError');
    });
    expect(writing.keep('Too much.')).toBe(false);
    full.mockRestore();
    expect(writing.read()).toBeUndefined();
    localStorage.setItem('hotline.draft/key/compose/full', '{');
    expect(writing.read()).toBeUndefined();
  });
});
