/**
 * Remembers `compute` for the last `limit` distinct byte strings. For turning raw keys into the runtime's key objects,
 * which is pure, so remembering changes speed only; the limit keeps a long run from growing.
 */
export function boundedMemo<T>(limit: number, compute: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const kept = new Map<string, T>();
  return (bytes) => {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const known = kept.get(name);
    if (known !== undefined) return known;
    const value = compute(bytes);
    kept.set(name, value);
    if (kept.size > limit) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    return value;
  };
}
