// A desk on the official SignalR client. Arguments: profile, seconds that a token lives.
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { actor } from './actor.mjs';
import { say, serve } from './desk.mjs';

const [profilePath, life = '240'] = process.argv.slice(2);
const me = await actor(profilePath);
const connection = new HubConnectionBuilder()
  .withUrl(me.profile.hub + '/hubs/hotline', { accessTokenFactory: () => me.token({ life: Number(life) }) })
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 200 })
  .configureLogging(LogLevel.None)
  .build();

let cursor = null;
let stream = null;

function follow() {
  stream = connection.stream('Follow', cursor).subscribe({
    next(page) {
      // Always from the last page's cursor: what a broken line lost comes again, what it did not does not.
      cursor = page.cursor;
      say({ event: 'page', cursor: page.cursor, head: page.head, items: page.items });
    },
    error: (error) => say({ event: 'stream-error', error: String(error.message) }),
    complete: () => say({ event: 'stream-complete' }),
  });
}

connection.on('Ending', (refusal) => say({ event: 'ending', refusal }));
connection.onreconnecting((error) => say({ event: 'reconnecting', error: String(error?.message ?? '') }));
connection.onreconnected(() => {
  say({ event: 'reconnected' });
  if (cursor !== null) follow();
});
connection.onclose((error) => say({ event: 'closed', error: String(error?.message ?? '') }));

await serve({
  start: () => connection.start(),
  follow: ({ after }) => { cursor = after; follow(); },
  unfollow: () => stream.dispose(),
  submit: ({ envelope }) => connection.invoke('Submit', envelope),
  confirm: ({ message, rung }) => connection.invoke('Confirm', { message, rung }),
  invoke: ({ method, args }) => connection.invoke(method, ...args),
  stop: () => connection.stop(),
  // Makes and signs an envelope with jose alone.
  sign: ({ payload }) => me.envelope(payload),
});
