/**
 * What must be there after whatever reload: written and read in one step. The database answers later, and what it has
 * not begun to write when the page goes is lost.
 */
const name = (key: string) => `hotline.draft/${key}`;

export function read<T>(key: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(name(key)) ?? 'null') as T | null) ?? undefined;
  } catch {
    // Not written by us, or by a page that we cannot read any more.
    return undefined;
  }
}

/** False when there is no room: a browser gives a page a few million letters. */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(name(key), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function remove(key: string): void {
  localStorage.removeItem(name(key));
}

/** Every value whose key begins so. */
export function removeAll(prefix: string): void {
  const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? '');
  for (const key of keys.filter((k) => k.startsWith(name(prefix)))) localStorage.removeItem(key);
}
