import type { MsrpRequest } from './msrp.ts';
import { ProtocolError } from './protocol-error.ts';
import { cpimLimitBytes } from './size-limits.ts';

/** Payload bytes of one SEND (RFC 4975 section 5.1). */
export const msrpChunkBytes = 2048;

/**
 * The same for a message beyond `msrpLongMessageBytes`. Chunks go one by one, each after the answer to the one before: at 40 ms
 * of round trip 1.2 MB takes 24 s in small ones, 2 s so. RFC 4975 lets a chunk be longer where nothing waits behind it: a session
 * here carries one message at a time.
 */
export const msrpLongChunkBytes = 32 * 1024;

/** From this length on a message goes in long chunks. Ours. */
export const msrpLongMessageBytes = 256 * 1024;

/** Bytes of a whole message sent over MSRP: more is refused with 413. */
export const msrpMessageLimitBytes = cpimLimitBytes;

export interface MsrpOutgoing {
  readonly toPath: string;
  readonly fromPath: string;
  /** MSRP's own Message-ID, the same for every chunk. */
  readonly messageId: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Draws a new transaction id, 4 to 32 letters and digits. */
  readonly transactionId: () => string;
}

/** Cuts a message into SENDs, the last one flagged `$`. An empty message is one empty SEND. */
export function msrpChunks(outgoing: MsrpOutgoing): MsrpRequest[] {
  const { toPath, fromPath, messageId, contentType, body } = outgoing;
  const total = body.length;
  const chunks: MsrpRequest[] = [];
  const chunkBytes = total < msrpLongMessageBytes ? msrpChunkBytes : msrpLongChunkBytes;
  for (let start = 0; start === 0 || start < total; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, total);
    const piece = body.subarray(start, end);
    let transactionId = outgoing.transactionId();
    while (Buffer.from(piece).includes(`-------${transactionId}`)) transactionId = outgoing.transactionId();
    chunks.push({
      kind: 'request',
      transactionId,
      method: 'SEND',
      toPath,
      fromPath,
      messageId,
      byteRange: { start: start + 1, end, total },
      headers: [],
      content: { type: contentType, body: piece },
      continuation: end === total ? '$' : '+',
    });
  }
  return chunks;
}

/** Puts the chunks of one message together again, in any order, doubled or not. */
export interface MsrpReassembly {
  /**
   * Takes a SEND. Returns the whole message once every byte is there, and again for later repetitions.
   * @throws ProtocolError when ranges contradict each other or grow past the limit, or the sender abandoned the message
   */
  accept(chunk: MsrpRequest): { readonly type: string; readonly body: Uint8Array } | undefined;
}

export function msrpReassembly(limitBytes = msrpMessageLimitBytes): MsrpReassembly {
  const pieces = new Map<number, Uint8Array>();
  let total: number | undefined;
  let type: string | undefined;
  let held = 0;
  let furthest = 0;
  let whole: Uint8Array | undefined;

  function fail(reason: string): never {
    throw new ProtocolError('msrp', reason);
  }

  return {
    accept(chunk) {
      if (chunk.continuation === '#') fail('the sender abandoned the message');
      const body = chunk.content?.body ?? new Uint8Array(0);
      const start = chunk.byteRange?.start ?? 1;
      const end = start + body.length - 1;
      const declared = chunk.byteRange?.total ?? '*';
      const known = declared !== '*' ? declared : chunk.continuation === '$' ? end : undefined;
      if (end > limitBytes || (known ?? 0) > limitBytes) fail(`the message is longer than ${limitBytes} bytes`);
      if (known !== undefined && total !== undefined && known !== total) fail('chunks disagree on the total length');
      total ??= known;
      furthest = Math.max(furthest, end);
      if (total !== undefined && furthest > total) fail('a chunk lies beyond the total length');
      type ??= chunk.content?.type;
      const before = pieces.get(start);
      if (!whole && (before?.length ?? -1) < body.length) {
        held += body.length - (before?.length ?? 0);
        if (held > 2 * limitBytes || pieces.size > 4096) fail('too many overlapping chunks');
        pieces.set(start, body);
      }
      whole ??= total === undefined ? undefined : join(pieces, total);
      if (whole && type === undefined && whole.length > 0) fail('no chunk names a Content-Type');
      return whole && { type: type ?? '', body: whole };
    },
  };
}

function join(pieces: ReadonlyMap<number, Uint8Array>, total: number): Uint8Array | undefined {
  if (total === 0) return new Uint8Array(0);
  const only = pieces.get(1);
  if (only?.length === total) return only;
  const out = new Uint8Array(total);
  let next = 1;
  for (const [start, body] of [...pieces].sort(([a], [b]) => a - b)) {
    if (start > next) return undefined;
    out.set(body, start - 1);
    next = Math.max(next, start + body.length);
  }
  return next > total ? out : undefined;
}
