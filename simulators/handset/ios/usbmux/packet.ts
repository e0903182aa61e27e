import { byteQueue } from '../byte-queue.ts';
import { plistLimits } from '../plist/limits.ts';
import { readPlist, writeXmlPlist } from '../plist/plist.ts';
import { isDictionary, type PlistDictionary, PlistError } from '../plist/value.ts';

const headBytes = 16;
/** Protocol version 1 carries property lists: message type 8. */
const version = 1;
const plistType = 8;

/** A message between usbmuxd and a client; an answer carries the tag of its question. */
export interface UsbmuxMessage {
  readonly tag: number;
  readonly body: PlistDictionary;
}

export function writeUsbmux({ tag, body }: UsbmuxMessage): Buffer {
  const payload = writeXmlPlist(body);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(headBytes + payload.length, 0);
  head.writeUInt32LE(version, 4);
  head.writeUInt32LE(plistType, 8);
  head.writeUInt32LE(tag, 12);
  return Buffer.concat([head, payload]);
}

export interface UsbmuxReader {
  /** @throws PlistError when the bytes are no such messages */
  receive(bytes: Uint8Array): void;
  /** What is left after `onMessage` has returned `'stop'`. */
  rest(): Buffer;
}

/** Reads messages as their bytes arrive, until `onMessage` returns `'stop'`. */
export function usbmuxReader(onMessage: (message: UsbmuxMessage) => 'stop' | undefined): UsbmuxReader {
  const queue = byteQueue();
  let stopped = false;
  return {
    receive(bytes) {
      queue.push(bytes);
      while (!stopped) {
        const head = queue.peek(headBytes);
        if (!head) return;
        const length = head.readUInt32LE(0);
        if (length < headBytes || length > headBytes + plistLimits.bytes) {
          throw new PlistError(`a usbmux message of ${length} bytes`);
        }
        if (head.readUInt32LE(4) !== version || head.readUInt32LE(8) !== plistType) {
          throw new PlistError('a usbmux message that is no property list');
        }
        const packet = queue.take(length);
        if (!packet) return;
        const body = readPlist(packet.subarray(headBytes));
        if (!isDictionary(body)) throw new PlistError('a usbmux message is not a dictionary');
        stopped = onMessage({ tag: packet.readUInt32LE(12), body }) === 'stop';
      }
    },
    rest: () => queue.take(queue.size) ?? Buffer.alloc(0),
  };
}
