import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A stream whose other end is a test: it is fed bytes, and what is written to it is counted. */
export interface FedStream {
  readonly stream: Duplex & { setNoDelay(on: boolean): unknown };
  /** Gives the reader bytes. */
  feed(bytes: Uint8Array): void;
  /** What was written so far, at most `keepBytes` of it. */
  written(): Buffer;
  writtenBytes(): number;
  /** Ends the stream and waits until it is closed. Throws when it does not close. */
  finish(): Promise<void>;
}

const turnsToClose = 200;
const keepBytes = 1024 * 1024;

/** A stream that nothing was fed to yet. */
export function fedStream(): FedStream {
  const parts: Buffer[] = [];
  let bytes = 0;
  const stream = Object.assign(
    new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        if (bytes <= keepBytes) parts.push(chunk);
        done();
      },
    }),
    { setNoDelay: () => stream },
  );
  stream.on('error', () => {});
  return {
    stream,
    feed(input) {
      if (!stream.destroyed && !stream.readableEnded) stream.push(Buffer.from(input));
    },
    written: () => Buffer.concat(parts),
    writtenBytes: () => bytes,
    async finish() {
      await nextTurn();
      stream.destroy();
      for (let turn = 0; !stream.closed; turn++) {
        if (turn > turnsToClose) throw new Error('a stream that was destroyed did not close');
        await nextTurn();
      }
    },
  };
}
