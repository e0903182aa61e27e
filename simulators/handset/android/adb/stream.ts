import { Duplex } from 'node:stream';
import { adb } from './packet.ts';

/** One ADB stream, as its connection sees it. */
export interface AdbStream {
  /** What the service reads and writes. Ending it closes the stream: ADB knows no half-closed ones. */
  readonly duplex: Duplex;
  /** The host took the last WRTE. */
  onOkay(): void;
  /** The host wrote. False when it did not wait for our OKAY before: a broken peer. */
  onWrite(payload: Buffer): boolean;
  /** The host closed the stream, or the connection is gone. */
  onClose(): void;
}

/** What a stream needs of its connection. */
export interface AdbStreamOptions {
  /** Sends a packet about this stream to the host. */
  readonly send: (command: number, payload?: Uint8Array) => void;
  /** The largest payload the host takes, bytes. */
  readonly maxPayload: number;
  /** Called once, when the stream is over on either side. */
  readonly onEnd: () => void;
}

/**
 * A stream with ADB's flow control: one unacknowledged WRTE a direction. We acknowledge when the service has room again,
 * so that at most one payload and the stream's own buffer are held.
 */
export function adbStream({ send, maxPayload, onEnd }: AdbStreamOptions): AdbStream {
  let sending: { rest: Buffer; done: (error?: Error | null) => void } | undefined;
  let owesOkay = false;
  let over = false;

  function sendNext(): void {
    if (!sending) return;
    if (over || sending.rest.length === 0) {
      const { done } = sending;
      sending = undefined;
      done();
      return;
    }
    const part = sending.rest.subarray(0, maxPayload);
    sending.rest = sending.rest.subarray(part.length);
    send(adb.WRTE, part);
  }

  function end(tellHost: boolean): void {
    if (over) return;
    over = true;
    if (tellHost) send(adb.CLSE);
    sendNext();
    onEnd();
  }

  const duplex = new Duplex({
    write(chunk: Buffer, _encoding, done) {
      sending = { rest: chunk, done };
      sendNext();
    },
    // one WRTE for a response's head and body instead of two round trips
    writev(chunks: readonly { chunk: Buffer }[], done) {
      sending = { rest: Buffer.concat(chunks.map(({ chunk }) => chunk)), done };
      sendNext();
    },
    read() {
      if (!owesOkay) return;
      owesOkay = false;
      if (!over) send(adb.OKAY);
    },
    final(done) {
      end(true);
      if (!duplex.readableEnded) duplex.push(null);
      done();
    },
    destroy(error, done) {
      end(true);
      done(error);
    },
  });
  duplex.on('error', () => {}); // the service's trouble ends this stream and nothing else

  return {
    duplex,
    onOkay: sendNext,
    onWrite(payload) {
      if (owesOkay) return false;
      if (over || duplex.readableEnded) return true;
      if (payload.length === 0) {
        send(adb.OKAY);
        return true;
      }
      owesOkay = true;
      duplex.push(payload);
      return true;
    },
    onClose() {
      if (over) return;
      end(false);
      if (!duplex.readableEnded) duplex.push(null);
      // what was pushed is read first; a service that never reads must not keep the stream alive
      setImmediate(() => duplex.destroy());
    },
  };
}
