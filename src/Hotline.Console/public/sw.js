// The page's own files, newest first from the hub, else as they were last seen. Nothing under /v1 or /hubs is ever
// touched. A file is kept by its path alone, so what stands behind a question mark adds nothing.
const shelf = 'hotline-page-2';
const most = 200;

self.addEventListener('install', (event) => event.waitUntil(stock().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const own =
    url.origin === location.origin &&
    (url.pathname === '/' || url.pathname === '/icon.svg' || url.pathname.startsWith('/assets/'));
  if (event.request.method !== 'GET' || !own) return;
  event.respondWith(answer(event, url.pathname));
});

async function answer(event, path) {
  const cache = await caches.open(shelf);
  // Files under assets carry their digest in their name: what is on the shelf is what the hub would give.
  const kept = await cache.match(path, { ignoreVary: true });
  if (kept && path.startsWith('/assets/')) return kept;
  try {
    const fresh = await fetch(event.request);
    // What was led elsewhere, or is only a part, is not the file of this path.
    if (fresh.status === 200 && !fresh.redirected) {
      await cache.put(path, fresh.clone());
      // A hub with a newer page has other files.
      if (path === '/') event.waitUntil(stock().catch(() => undefined));
      else event.waitUntil(bound(cache));
    }
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/**
 * Puts everything on the shelf that the page of now may ask for, also what it loads only when it is wanted: a language,
 * the reader of mails. What no page names any more goes.
 */
async function stock() {
  const cache = await caches.open(shelf);
  const wanted = new Set(['/', '/icon.svg']);
  for (const path of wanted) {
    if (!path.startsWith('/assets/') || !(await cache.match(path, { ignoreVary: true }))) await cache.add(path);
    if (path !== '/' && !path.endsWith('.js')) continue;
    const text = await (await cache.match(path, { ignoreVary: true })).text();
    for (const [, name] of text.matchAll(/["'`](?:\/assets\/|\.\/)([\w-]+\.(?:js|css))["'`]/g))
      wanted.add(`/assets/${name}`);
  }
  for (const request of await cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request, { ignoreVary: true });
  }
}

/** Never more files than any page of ours has; the oldest goes first. */
async function bound(cache) {
  const kept = await cache.keys();
  for (const request of kept.slice(0, Math.max(0, kept.length - most)))
    await cache.delete(request, { ignoreVary: true });
}

/** Shelves of earlier versions. */
async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith('hotline-') && name !== shelf) await caches.delete(name);
}
