import { byteQueue } from '../../byte-queue.ts';
import { DtxError } from './error.ts';

const magic = 0x1f3d5b79;
const headBytes = 32;
const payloadHeadBytes = 16;
/** Bounds on what one connection may make us hold. */
const mostPayloadBytes = 4 << 20;
const mostFragments = 1024;
const mostUnfinished = 16;

/** Payload kinds: a call, and the answer to one. */
const kind = { call: 2, reply: 3, expectsReply: 0x1000 } as const;

/** One DTX message, its fragments put together. */
export interface DtxMessage {
  /** Numbered by the side that opened the conversation. */
  readonly identifier: number;
  /** 0 opens a conversation, a reply has one more. */
  readonly conversation: number;
  readonly channel: number;
  readonly expectsReply: boolean;
  /** The serialized argument list; empty when there is none. */
  readonly arguments: Buffer;
  /** The archived selector or value; empty when there is none. */
  readonly object: Buffer;
}

/** Bytes of one message, unfragmented. */
export function writeDtx(message: DtxMessage): Buffer {
  const size = message.arguments.length + message.object.length;
  const head = Buffer.alloc(headBytes + payloadHeadBytes);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(headBytes, 4);
  head.writeUInt16LE(0, 8);
  head.writeUInt16LE(1, 10);
  head.writeUInt32LE(payloadHeadBytes + size, 12);
  head.writeUInt32LE(message.identifier, 16);
  head.writeUInt32LE(message.conversation, 20);
  head.writeInt32LE(message.channel, 24);
  head.writeUInt32LE(message.expectsReply ? 1 : 0, 28);
  const flags = message.conversation > 0 ? kind.reply : kind.call;
  head.writeUInt32LE(message.expectsReply ? flags | kind.expectsReply : flags, headBytes);
  head.writeUInt32LE(message.arguments.length, headBytes + 4);
  head.writeBigUInt64LE(BigInt(size), headBytes + 8);
  return Buffer.concat([head, message.arguments, message.object]);
}

interface Unfinished {
  readonly parts: Buffer[];
  readonly count: number;
  bytes: number;
}

/**
 * Puts messages together from bytes as they arrive. Of a fragmented message the first fragment is a header alone.
 *
 * @throws DtxError from the returned function
 */
export function dtxReader(onMessage: (message: DtxMessage) => void): (bytes: Uint8Array) => void {
  const queue = byteQueue();
  const unfinished = new Map<number, Unfinished>();

  function defragmented(head: Buffer, body: Buffer): Buffer | undefined {
    const fragment = head.readUInt16LE(8);
    const count = head.readUInt16LE(10);
    if (count <= 1) return body;
    const identifier = head.readUInt32LE(16);
    if (count > mostFragments || fragment >= count) throw new DtxError(`fragment ${fragment} of ${count}`);
    if (fragment === 0) {
      if (unfinished.size >= mostUnfinished) throw new DtxError('too many unfinished messages');
      unfinished.set(identifier, { parts: [], count: count - 1, bytes: 0 });
      return undefined;
    }
    const message = unfinished.get(identifier);
    if (!message || message.parts.length !== fragment - 1) throw new DtxError(`fragment ${fragment} is out of order`);
    message.bytes += body.length;
    if (message.bytes > mostPayloadBytes) throw new DtxError('a fragmented message is too large');
    message.parts.push(body);
    if (message.parts.length < message.count) return undefined;
    unfinished.delete(identifier);
    return Buffer.concat(message.parts);
  }

  return (bytes) => {
    queue.push(bytes);
    for (;;) {
      const head = queue.peek(headBytes);
      if (!head) return;
      if (head.readUInt32LE(0) !== magic || head.readUInt32LE(4) !== headBytes) throw new DtxError('malformed header');
      const length = head.readUInt32LE(12);
      if (length > mostPayloadBytes) throw new DtxError(`a message of ${length} bytes is too large`);
      const headOnly = head.readUInt16LE(10) > 1 && head.readUInt16LE(8) === 0;
      const frame = queue.take(headBytes + (headOnly ? 0 : length));
      if (!frame) return;
      const payload = defragmented(head, frame.subarray(headBytes));
      if (payload) onMessage(parsed(head, payload));
    }
  };
}

function parsed(head: Buffer, payload: Buffer): DtxMessage {
  if (payload.length < payloadHeadBytes) throw new DtxError('the payload is cut off');
  const argumentBytes = payload.readUInt32LE(4);
  const total = Number(payload.readBigUInt64LE(8));
  if (argumentBytes > total || total > payload.length - payloadHeadBytes) throw new DtxError('the payload is cut off');
  const body = payload.subarray(payloadHeadBytes, payloadHeadBytes + total);
  return {
    identifier: head.readUInt32LE(16),
    conversation: head.readUInt32LE(20),
    channel: head.readInt32LE(24),
    expectsReply: head.readUInt32LE(28) !== 0,
    arguments: body.subarray(0, argumentBytes),
    object: body.subarray(argumentBytes),
  };
}
