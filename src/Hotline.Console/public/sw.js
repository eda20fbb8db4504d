// The page's own files, newest first from the hub, else as they were last seen. Nothing under /v1 or /hubs is ever touched.
const shelf = 'hotline-page-1';

self.addEventListener('install', (event) => event.waitUntil(caches.open(shelf).then((cache) => cache.add('/')).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const own = url.origin === location.origin && (url.pathname === '/' || url.pathname === '/icon.svg' || url.pathname.startsWith('/assets/'));
  if (event.request.method !== 'GET' || !own) return;
  event.respondWith(answer(event.request, url));
});

async function answer(request, url) {
  const cache = await caches.open(shelf);
  // Files under assets carry their digest in their name: what is on the shelf is what the hub would give.
  const kept = await cache.match(request);
  if (kept && url.pathname.startsWith('/assets/')) return kept;
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
