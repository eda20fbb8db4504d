/** The browser's own store. Keys lie in it as objects that no script can read out. */
const name = 'hotline';
const version = 1;
export const stores = ['keys', 'envelopes', 'drafts', 'outbox', 'views', 'known', 'settings'] as const;
export type StoreName = (typeof stores)[number];

let opening: Promise<IDBDatabase> | undefined;

export function openDb(): Promise<IDBDatabase> {
  return (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const store of stores) request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      // Another tab with a newer page may change the shape: let go, so that it can.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  }));
}

/** For tests. */
export async function closeDb(): Promise<void> {
  (await opening)?.close();
  opening = undefined;
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export async function get<T>(store: StoreName, key: string): Promise<T | undefined> {
  return done((await openDb()).transaction(store).objectStore(store).get(key));
}

/** Every value whose key begins so. */
export async function all<T>(store: StoreName, prefix = ''): Promise<T[]> {
  const range = prefix ? IDBKeyRange.bound(prefix, prefix + '\uffff') : undefined;
  return done((await openDb()).transaction(store).objectStore(store).getAll(range));
}

/** Completes when it is written. */
export async function put(store: StoreName, key: string, value: unknown): Promise<void> {
  const transaction = (await openDb()).transaction(store, 'readwrite', { durability: 'strict' });
  transaction.objectStore(store).put(value, key);
  return finished(transaction);
}

export async function putAll(store: StoreName, entries: [key: string, value: unknown][]): Promise<void> {
  const transaction = (await openDb()).transaction(store, 'readwrite', { durability: 'relaxed' });
  for (const [key, value] of entries) transaction.objectStore(store).put(value, key);
  return finished(transaction);
}

export async function remove(store: StoreName, key: string): Promise<void> {
  const transaction = (await openDb()).transaction(store, 'readwrite');
  transaction.objectStore(store).delete(key);
  return finished(transaction);
}

export async function removeAll(store: StoreName, prefix: string): Promise<void> {
  const transaction = (await openDb()).transaction(store, 'readwrite');
  transaction.objectStore(store).delete(IDBKeyRange.bound(prefix, prefix + '\uffff'));
  return finished(transaction);
}

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
