/** A map that forgets its oldest entries beyond `limit`: memory for what is closed and may still be looked at. */
export interface Recent<V> {
  get(key: string): V | undefined;
  has(key: string): boolean;
  set(key: string, value: V): void;
  delete(key: string): void;
  size(): number;
  /** Oldest first. */
  values(): readonly V[];
}

export function recent<V>(limit: number): Recent<V> {
  const kept = new Map<string, V>();
  return {
    get: (key) => kept.get(key),
    has: (key) => kept.has(key),
    set(key, value) {
      kept.delete(key);
      kept.set(key, value);
      if (kept.size <= limit) return;
      const oldest = kept.keys().next();
      if (!oldest.done) kept.delete(oldest.value);
    },
    delete(key) {
      kept.delete(key);
    },
    size: () => kept.size,
    values: () => [...kept.values()],
  };
}
