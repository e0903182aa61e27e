/** A map that forgets its oldest keys, so that a long run, or a stranger, cannot make it grow. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  /** The value under the key, made when missing. */
  ensure(key: string, make: () => V): V;
}

export function boundedMap<V>(limit: number): BoundedMap<V> {
  const kept = new Map<string, V>();
  return {
    get: (key) => kept.get(key),
    ensure(key, make) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = make();
      kept.set(key, made);
      if (kept.size > limit) {
        const [oldest] = kept.keys();
        if (oldest !== undefined) kept.delete(oldest);
      }
      return made;
    },
  };
}
