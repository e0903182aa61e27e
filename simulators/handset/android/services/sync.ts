import type { Duplex } from 'node:stream';
import type { Service } from '../adb/connection.ts';
import { maxPayloadBytes } from '../adb/packet.ts';
import type { AndroidDevice } from '../device/device.ts';
import { FileStoreError } from '../device/files.ts';
import {
  maxDataBytes,
  type SyncFrame,
  SyncFrameError,
  syncAnswer,
  syncFailure,
  syncFrameDecoder,
} from './sync-frame.ts';
import { directoryEntry, listingEnd, statV1, statV2 } from './sync-stat.ts';

interface Upload {
  readonly path: string;
  readonly mode: number;
  readonly parts: Buffer[];
  bytes: number;
  /** Set once it cannot succeed; the rest is read and dropped, then the host is told. */
  problem?: string;
}

/** Waits until a stream takes more, or is gone. */
function room(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

/** Answers in pieces of about one ADB payload: each piece costs a round trip. */
function* joined(answers: Iterable<Buffer>): Generator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for (const answer of answers) {
    parts.push(answer);
    bytes += answer.length;
    if (bytes < maxPayloadBytes - maxDataBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

/** `sync:`: adb push, pull, ls and stat, one request after the other on one stream. */
export function syncService(device: AndroidDevice): Service {
  const { files, phone } = device;

  function startUpload(spec: string): Upload {
    const comma = spec.lastIndexOf(',');
    const path = comma < 0 ? spec : spec.slice(0, comma);
    const mode = comma < 0 ? 0o644 : Number.parseInt(spec.slice(comma + 1), 10);
    return { path, mode: Number.isFinite(mode) ? mode : 0o644, parts: [], bytes: 0 };
  }

  function take(upload: Upload, data: Buffer): void {
    upload.bytes += data.length;
    if (upload.problem !== undefined) return;
    if (upload.bytes > files.free()) {
      upload.problem = 'No space left on device';
      upload.parts.length = 0;
      return;
    }
    upload.parts.push(Buffer.from(data));
  }

  function finish(upload: Upload, seconds: number): Buffer {
    try {
      if (upload.problem !== undefined) throw new FileStoreError(upload.problem);
      files.write(upload.path, Buffer.concat(upload.parts), upload.mode, seconds * 1000);
      return syncAnswer('OKAY', 0);
    } catch (error) {
      if (!(error instanceof FileStoreError)) throw error;
      return syncFailure(`couldn't create file: ${error.message}`);
    }
  }

  function* send(path: string): Generator<Buffer> {
    const entry = files.find(path);
    if (entry?.kind !== 'file') {
      yield syncFailure(entry ? 'read failed: Is a directory' : 'open failed: No such file or directory');
      return;
    }
    for (let at = 0; at < entry.bytes.length; at += maxDataBytes) {
      const part = entry.bytes.subarray(at, at + maxDataBytes);
      yield syncAnswer('DATA', part.length, part);
    }
    yield syncAnswer('DONE', 0);
  }

  function* list(path: string, kind: 'DENT' | 'DNT2'): Generator<Buffer> {
    for (const name of files.names(path) ?? []) yield directoryEntry(kind, name, files.find(`${path}/${name}`));
    yield listingEnd(kind);
  }

  function* answer({ id, data }: SyncFrame): Generator<Buffer> {
    const path = data.toString('utf8');
    if (id === 'STAT') yield statV1(files.find(path));
    else if (id === 'STA2' || id === 'LST2') yield statV2(id, files.find(path));
    else if (id === 'RECV') yield* send(path);
    else if (id === 'LIST') yield* list(path, 'DENT');
    else if (id === 'LIS2') yield* list(path, 'DNT2');
    else throw new SyncFrameError(`${id} outside an upload`);
  }

  async function serve(stream: Duplex): Promise<void> {
    const decode = syncFrameDecoder();
    const write = async (bytes: Buffer): Promise<void> => {
      if (!stream.destroyed && !stream.write(bytes)) await room(stream);
    };
    let upload: Upload | undefined;
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      for (const frame of decode(chunk)) {
        if (frame.id === 'QUIT') return;
        if (upload && frame.id === 'DATA') take(upload, frame.data);
        else if (upload && frame.id === 'DONE') {
          const done = finish(upload, frame.number || Math.floor(phone.now() / 1000));
          upload = undefined;
          await write(done);
        } else if (upload) throw new SyncFrameError(`${frame.id} inside an upload`);
        else if (frame.id === 'SEND') upload = startUpload(frame.data.toString('utf8'));
        else for (const bytes of joined(answer(frame))) await write(bytes);
      }
    }
  }

  return (stream) => {
    serve(stream)
      .catch((error: unknown) => {
        if (stream.destroyed) return;
        device.log('warn', `sync stream ended: ${error instanceof Error ? error.message : String(error)}`);
        if (error instanceof SyncFrameError) stream.write(syncFailure(`protocol error: ${error.message}`));
      })
      .finally(() => {
        if (!stream.destroyed) stream.end();
      });
  };
}
