import { describe, expect, it, vi } from 'vitest';
import { beginning, statusesAt } from '../src/desk/beginnings';
import { DraftKeeper, attach, attachAll, roomForAttachments } from '../src/desk/drafts';
import type { Attachment } from '../src/desk/forms';
import type { RegimeView, Status } from '../src/wire/types';

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

describe('attaching', () => {
  const file = (name: string, bytes = 3) => new File([new Uint8Array(bytes)], name);
  async function attaching(files: Iterable<File>, before: Attachment[] = []) {
    let kept = before;
    const missed = await attachAll(files, { read: () => kept, write: (attachments) => (kept = attachments) });
    return { names: kept.map((a) => a.name), missed };
  }

  it('takes every file that was chosen, also from a list that empties meanwhile', async () => {
    const alive = ['one.txt', 'two.txt', 'three.txt'].map((name) => file(name));
    const taking = attaching(alive);
    alive.length = 0;
    expect(await taking).toEqual({ names: ['one.txt', 'two.txt', 'three.txt'], missed: [] });
  });

  it('says of each file that was not taken why, and takes the others', async () => {
    const folder = Object.assign(file('folder'), { arrayBuffer: () => Promise.reject(new Error('NotReadable')) });
    expect(await attaching([folder, file('big.bin', roomForAttachments), file('small.txt')])).toEqual({
      names: ['big.bin'],
      missed: [{ name: 'folder', why: 'unreadable' }, { name: 'small.txt', why: 'room' }],
    });
  });

  it('keeps pictures apart that are all called the same', async () => {
    const first = await attach(file('image.png'));
    expect((await attaching([file('image.png'), file('image.png'), file('README'), file('README')], [first])).names)
      .toEqual(['image.png', 'image (2).png', 'image (3).png', 'README', 'README (2)']);
  });
});

describe('a blank message', () => {
  const regime = (id: string, ...statuses: Status[]) => ({ id, title: id, statuses, kinds: {} }) as never as RegimeView;
  const exercise = regime('exercise', 'exercise', 'test');
  const [osce, un] = [regime('osce', 'actual', 'exercise', 'test'), regime('un', 'actual', 'exercise', 'test')];

  it('is an exercise at an exercise, where nothing real can be chosen', () => {
    expect(beginning(true, [osce, exercise, un])).toEqual({ regime: 'exercise', status: 'exercise' });
    expect(beginning(true, [osce])).toEqual({ regime: 'osce', status: 'exercise' });
    expect(statusesAt(true, osce)).toEqual(['exercise', 'test']);
  });

  it('is never an exercise anywhere else, nor where the hub has not said what it is', () => {
    expect(beginning(false, [exercise, osce, un])).toEqual({ regime: '', status: '' });
    expect(beginning(false, [exercise, osce])).toEqual({ regime: 'osce', status: 'actual' });
    expect(beginning(false, [exercise])).toEqual({ regime: '', status: '' });
    expect(beginning(null, [exercise, osce])).toEqual({ regime: '', status: '' });
    expect(statusesAt(false, osce)).toEqual(['actual', 'exercise', 'test']);
  });
});
