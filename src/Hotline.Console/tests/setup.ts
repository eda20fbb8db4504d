import 'fake-indexeddb/auto';
import { vi } from 'vitest';

/** As the browser's, without its disk. */
class Shelf {
  #items = new Map<string, string>();
  get length() {
    return this.#items.size;
  }
  key = (index: number): string | null => [...this.#items.keys()][index] ?? null;
  getItem = (key: string): string | null => this.#items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.#items.set(key, value);
  removeItem = (key: string): void => void this.#items.delete(key);
}

vi.stubGlobal('localStorage', new Shelf());
