/** Bytes in the order of arrival, taken from the front: what every framed protocol reads from. */
export interface ByteQueue {
  readonly size: number;
  push(bytes: Uint8Array): void;
  /** The first `count` bytes, which stay; undefined while there are fewer. */
  peek(count: number): Buffer | undefined;
  /** Removes and returns the first `count` bytes; undefined while there are fewer. */
  take(count: number): Buffer | undefined;
}

/** A queue that joins chunks only when a whole frame is there, so that byte-by-byte arrival costs no quadratic copying. */
export function byteQueue(): ByteQueue {
  let chunks: Buffer[] = [];
  let size = 0;

  function front(count: number): Buffer | undefined {
    if (size < count) return undefined;
    const first = chunks[0];
    if (first && first.length >= count) return first;
    const joined = Buffer.concat(chunks);
    chunks = [joined];
    return joined;
  }

  return {
    get size() {
      return size;
    },
    push(bytes) {
      if (bytes.length === 0) return;
      chunks.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      size += bytes.length;
    },
    peek: (count) => front(count)?.subarray(0, count),
    take(count) {
      const joined = front(count);
      if (!joined) return undefined;
      const rest = joined.subarray(count);
      chunks = rest.length > 0 ? [rest, ...chunks.slice(1)] : chunks.slice(1);
      size -= count;
      return joined.subarray(0, count);
    },
  };
}
