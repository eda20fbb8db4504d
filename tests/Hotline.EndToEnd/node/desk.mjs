// What both desks share: one JSON command a line comes in, answers {"n":N,…} and events {"event":…} go out, one a line.
import { createInterface } from 'node:readline';

export const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

export async function serve(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { n, do: name, ...given } = JSON.parse(line);
    // Not awaited: a command may take as long as it likes while others go on.
    Promise.resolve()
      .then(() => commands[name](given))
      .then(
        (result) => say({ n, ok: true, result: result ?? null }),
        (error) => say({ n, ok: false, error: String(error?.message ?? error), ...error?.more }),
      );
  }
  process.exit(0);
}
