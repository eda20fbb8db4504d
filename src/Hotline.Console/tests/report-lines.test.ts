import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from '../src/wire/refused';
import { readReport } from '../src/wire/report-lines';
import type { ReportProgress } from '../src/wire/types';

const far = (exchanges: number) => ({ exchanges, from: '', backTo: '', to: '' });
const report = { rows: [], note: 'n' };
const bytes = (...pieces: string[]) =>
  new Response(new ReadableStream({
    start(stream) {
      for (const piece of pieces) stream.enqueue(new TextEncoder().encode(piece));
      stream.close();
    },
  }));
const line = (value: unknown) => JSON.stringify(value) + '\n';

describe('a report that says how far it is', () => {
  it('tells each line as it comes, however the bytes are cut, and gives the last', async () => {
    const all = line({ progress: far(0) }) + line({ progress: far(64) }) + line({ report });
    const told: ReportProgress[] = [];
    const answer = bytes(all.slice(0, 30), all.slice(30, 31), all.slice(31));
    const last = await readReport(() => Promise.resolve(answer), { progress: (p) => told.push(p) }, 1000);
    expect([told.map((p) => p.exchanges), last.report]).toEqual([[0, 64], report]);
  });

  it('is refused by number when the hub says so late', async () => {
    const problem = { type: '', title: 'entry-damaged', status: 503, detail: 'Why.', number: 3031 };
    const asked = readReport(() => Promise.resolve(bytes(line({ progress: far(0) }), line({ problem }))), {}, 1000);
    await expect(asked).rejects.toMatchObject({ number: 3031, detail: 'Why.' });
    await expect(asked).rejects.toBeInstanceOf(Refused);
  });

  it('is none when it breaks off', async () => {
    const asked = readReport(() => Promise.resolve(bytes(line({ progress: far(0) }))), {}, 1000);
    await expect(asked).rejects.toBeInstanceOf(Unreachable);
  });

  it('is given up by whoever leaves, and when nothing is heard for long', async () => {
    const never = (signal: AbortSignal) =>
      new Promise<Response>((_, no) => signal.addEventListener('abort', () => no(new Error('aborted'))));
    const leaving = new AbortController();
    const left = readReport(never, { signal: leaving.signal }, 60_000);
    leaving.abort();
    await expect(left).rejects.toBeInstanceOf(Unreachable);
    await expect(readReport(never, {}, 1)).rejects.toBeInstanceOf(Unreachable);
  });
});
