/** The browser's own store. Keys lie in it as objects that no script can read out. */
const name = 'hotline';
// 2: known keys are kept for each seat, so that forgetting a seat forgets them.
const version = 2;
export const stores = ['keys', 'envelopes', 'outbox', 'views', 'known', 'settings'] as const;
export type StoreName = (typeof stores)[number];

let opening: Promise<IDBDatabase> | undefined;

export function openDb(): Promise<IDBDatabase> {
  return (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = (event) => {
      for (const store of stores)
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
      if (event.oldVersion === 1) request.transaction!.objectStore('known').clear();
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
  const range = prefix ? beginning(prefix) : undefined;
  return done((await openDb()).transaction(store).objectStore(store).getAll(range));
}

type Entry = [key: string, value: unknown];

type Durability = IDBTransactionDurability;

/**
 * Completes when it is written: on the disk, or, when it is relaxed, where a reload finds it and a power cut may not.
 * What has not completed may be lost when the page goes.
 */
export function put(store: StoreName, key: string, value: unknown, durability: Durability = 'strict'): Promise<void> {
  return write(store, durability, (s) => s.put(value, key));
}

/** All of it or nothing, as relaxed as {@link put} can be. */
export const putAll = (store: StoreName, entries: Entry[]): Promise<void> =>
  write(store, 'relaxed', (s) => entries.forEach(([key, value]) => s.put(value, key)));

/** Puts these in the place of every value whose key begins so, in one step. */
export const replaceAll = (store: StoreName, prefix: string, entries: Entry[]): Promise<void> =>
  write(store, 'relaxed', (s) => {
    s.delete(beginning(prefix));
    for (const [key, value] of entries) s.put(value, key);
  });

export const remove = (store: StoreName, key: string): Promise<void> => write(store, 'default', (s) => s.delete(key));

export const removeAll = (store: StoreName, prefix: string): Promise<void> =>
  write(store, 'default', (s) => s.delete(beginning(prefix)));

const beginning = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, prefix + '\uffff');

async function write(store: StoreName, durability: Durability, change: (s: IDBObjectStore) => void): Promise<void> {
  const transaction = (await openDb()).transaction(store, 'readwrite', { durability });
  try {
    change(transaction.objectStore(store));
    // Said at once: a page that goes before the answers come would otherwise not have said it.
    transaction.commit();
  } catch (error) {
    transaction.abort();
    throw error;
  }
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
