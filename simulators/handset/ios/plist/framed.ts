import { byteQueue } from '../byte-queue.ts';
import { plistLimits } from './limits.ts';
import { readPlist, writeXmlPlist } from './plist.ts';
import { isDictionary, type PlistDictionary, PlistError } from './value.ts';

/** One end of a service that talks in property lists, each after its length as a 32-bit big-endian number. */
export interface PlistChannel {
  /**
   * Takes bytes as they arrive and answers every dictionary that is complete.
   *
   * @throws PlistError when they are no such thing: the connection is beyond repair
   */
  receive(bytes: Uint8Array): void;
  /** Bytes that belong to whatever comes next on the socket, after `onMessage` has returned `'stop'`. */
  rest(): Buffer;
}

/** Returns `'stop'` when the bytes after this message are not for this channel. */
export type OnPlist = (message: PlistDictionary) => 'stop' | undefined;

export function plistChannel(onMessage: OnPlist): PlistChannel {
  const queue = byteQueue();
  let stopped = false;
  return {
    receive(bytes) {
      queue.push(bytes);
      while (!stopped) {
        const length = queue.peek(4)?.readUInt32BE(0);
        if (length === undefined) return;
        if (length > plistLimits.bytes) throw new PlistError(`a frame of ${length} bytes is too large`);
        const frame = queue.take(4 + length);
        if (!frame) return;
        const message = readPlist(frame.subarray(4));
        if (!isDictionary(message)) throw new PlistError('a message is not a dictionary');
        stopped = onMessage(message) === 'stop';
      }
    },
    rest: () => queue.take(queue.size) ?? Buffer.alloc(0),
  };
}

/** A message of ours with its length in front. */
export function framedPlist(message: PlistDictionary): Buffer {
  const body = writeXmlPlist(message);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length, 0);
  return Buffer.concat([head, body]);
}
