/**
 * Requests of the `sync:` service: four ASCII letters, four bytes of little-endian length, that many bytes. In DONE
 * the number is the file's time instead, and nothing follows. AOSP SYNC.TXT.
 */
export interface SyncFrame {
  readonly id: string;
  /** The number in the header: a length, or DONE's time in seconds. */
  readonly number: number;
  readonly data: Buffer;
}

/** The host sent what no sync request looks like; the stream cannot go on. */
export class SyncFrameError extends Error {
  override readonly name = 'SyncFrameError';
}

const headerBytes = 8;
const maxPathBytes = 1024;
/** `SYNC_DATA_MAX`. */
export const maxDataBytes = 64 * 1024;

const withPath = new Set(['STAT', 'STA2', 'LST2', 'LIST', 'LIS2', 'SEND', 'RECV']);
const bare = new Set(['DONE', 'QUIT']);

function bodyLength(id: string, number: number): number {
  if (bare.has(id)) return 0;
  if (id === 'DATA' && number <= maxDataBytes) return number;
  if (withPath.has(id) && number <= maxPathBytes) return number;
  throw new SyncFrameError(`sync ${JSON.stringify(id)} with ${number} bytes`);
}

/** Cuts a byte stream into frames; holds at most one. Throws SyncFrameError on an unknown or oversized one. */
export function syncFrameDecoder(): (chunk: Uint8Array) => SyncFrame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const frames: SyncFrame[] = [];
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes) {
      const id = rest.toString('latin1', 0, 4);
      const number = rest.readUInt32LE(4);
      const end = headerBytes + bodyLength(id, number);
      if (rest.length < end) break;
      frames.push({ id, number, data: rest.subarray(headerBytes, end) });
      rest = rest.subarray(end);
    }
    return frames;
  };
}

/** An answer: letters, a number, and bytes. */
export function syncAnswer(id: string, number: number, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const answer = Buffer.alloc(headerBytes + data.length);
  answer.write(id, 0, 'latin1');
  answer.writeUInt32LE(number >>> 0, 4);
  answer.set(data, headerBytes);
  return answer;
}

/** FAIL with its reason. */
export const syncFailure = (reason: string): Buffer => {
  const data = Buffer.from(reason);
  return syncAnswer('FAIL', data.length, data);
};
