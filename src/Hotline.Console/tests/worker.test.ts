import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = readFileSync(fileURLToPath(new URL('../public/sw.js', import.meta.url)), 'utf8');
const origin = 'https://hub.example';
const absolute = (key: string | { url: string }) => new URL(typeof key === 'string' ? key : key.url, origin).href;

/** A browser's shelf, as far as the worker uses it. */
class Cache {
  held = new Map<string, Response>();
  constructor(private readonly get: (url: string) => Promise<Response>) {}
  match = async (key: string) => this.held.get(absolute(key))?.clone();
  put = async (key: string, response: Response) => void this.held.set(absolute(key), response);
  add = async (key: string) => this.put(key, await this.get(absolute(key)));
  keys = async () => [...this.held.keys()].map((url) => ({ url }));
  delete = async (key: { url: string }) => this.held.delete(absolute(key));
}

/** The worker in a browser whose hub answers what the test says. */
function browser(hub: (path: string) => Response | Error) {
  const get = async (request: string | { url: string }) => {
    const said = hub(new URL(absolute(request)).pathname);
    if (said instanceof Error) throw said;
    return said;
  };
  const shelves = new Map<string, Cache>();
  const caches = {
    open: async (name: string) => shelves.get(name) ?? shelves.set(name, new Cache(get)).get(name)!,
    keys: async () => [...shelves.keys()],
    delete: async (name: string) => shelves.delete(name),
  };
  type Heard = (event: object) => void;
  const heard = new Map<string, Heard>();
  const self = {
    addEventListener: (name: string, hear: Heard) => heard.set(name, hear),
    skipWaiting: async () => undefined,
    clients: { claim: async () => undefined },
  };
  new Function('self', 'caches', 'location', 'fetch', source)(self, caches, { origin }, get);
  const send = async (name: string, more: object = {}) => {
    const work: Promise<unknown>[] = [];
    let answer: Promise<Response> | undefined;
    const event = {
      ...more, waitUntil: (p: Promise<unknown>) => work.push(p), respondWith: (p: Promise<Response>) => (answer = p),
    };
    heard.get(name)!(event);
    const response = await answer;
    for (const p of work) await p;
    return response;
  };
  const ask = (path: string) => send('fetch', { request: { method: 'GET', url: origin + path } });
  return { shelves, send, ask };
}

const page = () => new Response('<script src="/assets/a-1.js"></script>');
const kept = (shelves: Map<string, Cache>) =>
  [...shelves.values()].flatMap((cache) => [...cache.held.keys()].map((url) => url.slice(origin.length))).sort();

describe('the service worker', () => {
  it('keeps a page once, whatever stands behind a question mark, and gives it without the hub', async () => {
    let away = false;
    const { shelves, send, ask } = browser((path) =>
      away ? new Error('away') : path === '/' ? page() : new Response('x'),
    );
    await send('install');
    for (let i = 0; i < 20; i++) await ask(`/?link=${i}`);
    await ask('/assets/a-1.js?x=1');
    expect(kept(shelves)).toEqual(['/', '/assets/a-1.js', '/icon.svg']);
    away = true;
    expect(await (await ask('/?never=seen'))!.text()).toContain('a-1.js');
  });

  it('keeps no more files than a page has, and none of an earlier version', async () => {
    const { shelves, send, ask } = browser((path) => (path === '/' ? page() : new Response('x')));
    shelves.set('hotline-page-1', new Cache(async () => page()));
    await send('install');
    for (let i = 0; i < 300; i++) await ask(`/assets/other-${i}.js`);
    expect(kept(shelves).length).toBeLessThanOrEqual(200);
    await send('activate');
    expect([...shelves.keys()]).toEqual(['hotline-page-2']);
    await ask('/');
    expect(kept(shelves)).toEqual(['/', '/assets/a-1.js', '/icon.svg']);
  });

  it('keeps nothing of the API and nothing that is no whole file', async () => {
    const { shelves, send, ask } = browser((path) =>
      path === '/' ? page() : path === '/assets/gone.js' ? new Response('', { status: 404 }) : new Response('x'),
    );
    await send('install');
    expect(await ask('/v1/hub')).toBeUndefined();
    await ask('/assets/gone.js');
    expect(kept(shelves)).toEqual(['/', '/assets/a-1.js', '/icon.svg']);
  });
});
