import { Refused, Unreachable } from './refused';
import type { ReportLine, ReportProgress } from './types';

/** Somebody who waits for a report. */
export interface Waiting {
  /** Told how far it is. */
  progress?: (far: ReportProgress) => void;
  /** Ends it, here and at the hub. */
  signal?: AbortSignal;
}

/**
 * Reads a report that says how far it is while it is made. However long that takes, it is waited for, as long as
 * something is heard of it.
 * @param ask Asks the hub.
 * @param patience So long nothing may be heard, in milliseconds.
 * @returns The last line, which holds what was asked for.
 */
export async function readReport(
  ask: (signal: AbortSignal) => Promise<Response>, { progress, signal }: Waiting, patience: number,
): Promise<ReportLine> {
  const silence = new AbortController();
  const end = () => silence.abort();
  let timer = setTimeout(end, patience);
  try {
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    const pieces = (await ask(either)).body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ; ) {
      const { value, done } = await pieces.read();
      clearTimeout(timer);
      timer = setTimeout(end, patience);
      const lines = (text + (value ?? '')).split('\n');
      text = lines.pop()!;
      for (const line of lines.map((l) => JSON.parse(l) as ReportLine)) {
        if (line.problem) throw new Refused(line.problem.number, line.problem.title, line.problem.detail);
        if (!line.progress) return line;
        progress?.(line.progress);
      }
      if (done) throw new Unreachable('The report broke off.');
    }
  } catch (error) {
    throw error instanceof Refused || error instanceof Unreachable ? error : new Unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}
