import type { Duplex } from 'node:stream';
import type { Service } from '../adb/connection.ts';
import type { AndroidDevice } from '../device/device.ts';
import type { ShellIo } from '../shell/command.ts';
import { runLine } from '../shell/run.ts';
import { encodeShellPacket, shellPacket, shellPacketDecoder } from './shell-packet.ts';

/** Output a host may leave unread, bytes; then a chatty command's lines are dropped, as logd drops them. */
const maxUnreadBytes = 4 * 1024 * 1024;

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? Buffer.from(data) : data);

function writer(stream: Duplex): (bytes: Uint8Array) => void {
  return (bytes) => {
    if (bytes.length > 0 && !stream.destroyed && !stream.writableEnded) stream.write(bytes);
  };
}

const hangup = (stream: Duplex, listener: () => void): void => {
  if (stream.destroyed) listener();
  else stream.once('close', listener);
};

async function* rawInput(stream: Duplex): AsyncGenerator<Uint8Array> {
  yield* stream.iterator({ destroyOnReturn: false });
}

async function* packetInput(stream: Duplex): AsyncGenerator<Uint8Array> {
  const decode = shellPacketDecoder();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    for (const { id, data } of decode(chunk)) {
      if (id === shellPacket.closeStdin) return;
      if (id === shellPacket.stdin && data.length > 0) yield data;
    }
  }
}

function run(line: string, device: AndroidDevice, stream: Duplex, io: ShellIo, onExit: (code: number) => void): void {
  runLine(line, device, io).then(onExit, (error: unknown) => {
    if (stream.destroyed) return; // the host hung up while a command was reading from it
    device.log('warn', `shell "${line.slice(0, 200)}" failed: ${String(error)}`);
    onExit(1);
  });
}

/** `shell,v2..:<line>`: output, errors and exit code in packets. */
export function shellService(line: string, device: AndroidDevice): Service {
  return (stream) => {
    const write = writer(stream);
    const send = (id: number) => (data: string | Uint8Array) => {
      const bytes = bytesOf(data);
      if (bytes.length > 0) write(encodeShellPacket(id, bytes));
    };
    const io: ShellIo = {
      out: send(shellPacket.stdout),
      err: send(shellPacket.stderr),
      input: packetInput(stream),
      congested: () => stream.writableLength > maxUnreadBytes,
      onHangup: (listener) => hangup(stream, listener),
    };
    run(line, device, stream, io, (code) => {
      write(encodeShellPacket(shellPacket.exit, Uint8Array.of(code & 0xff)));
      stream.end();
    });
  };
}

/** `exec:<line>` and the old `shell:<line>`: one raw stream for output and errors, and no exit code. */
export function execService(line: string, device: AndroidDevice): Service {
  return (stream) => {
    const write = writer(stream);
    const send = (data: string | Uint8Array): void => write(bytesOf(data));
    const io: ShellIo = {
      out: send,
      err: send,
      input: rawInput(stream),
      congested: () => stream.writableLength > maxUnreadBytes,
      onHangup: (listener) => hangup(stream, listener),
    };
    run(line, device, stream, io, () => stream.end());
  };
}
