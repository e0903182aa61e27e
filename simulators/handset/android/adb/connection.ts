import type { Duplex } from 'node:stream';
import type { FaceLog } from '../log.ts';
import {
  type AdbPacket,
  AdbProtocolError,
  adb,
  adbVersion,
  encodePacket,
  maxPayloadBytes,
  packetDecoder,
} from './packet.ts';
import { type AdbStream, adbStream } from './stream.ts';

/** What carries a connection: a TCP socket. */
export type AdbTransport = Duplex & { setNoDelay(on: boolean): unknown };

/** What serves an opened stream. */
export type Service = (stream: Duplex) => void;

/** The device behind a connection. */
export interface AdbEndpoint {
  /** `device::ro.product.name=..;features=..`, sent in CNXN. */
  banner(): string;
  /** Whether this host may talk to the phone. */
  authorized(): boolean;
  /** 20 random bytes for the host to sign. */
  authToken(): Uint8Array;
  /** The service of that name; undefined refuses. */
  open(name: string): Service | undefined | Promise<Service | undefined>;
  readonly log: FaceLog;
}

/** A host that is connected. */
export interface AdbConnection {
  close(): void;
  /** `authorized()` may answer differently from now on. */
  authorizationChanged(): void;
}

const authKind = { token: 1, signature: 2, publicKey: 3 } as const;

/** Open streams a connection may have; adb itself rarely needs ten. */
const maxStreams = 128;
const maxServiceNameBytes = 64 * 1024;
/** Signatures we look at before we stop answering; a host tries each of its keys once. */
const maxSignatures = 64;

/** Speaks the device's side of ADB on a socket until it closes. A peer that breaks the protocol is disconnected. */
export function serveAdb(socket: AdbTransport, endpoint: AdbEndpoint): AdbConnection {
  const streams = new Map<number, AdbStream>();
  let state: 'new' | 'unauthorized' | 'online' = 'new';
  let maxPayload = maxPayloadBytes;
  let nextId = 1;
  let signatures = 0;
  let pendingOpens = 0;

  const send = (command: number, arg0: number, arg1: number, payload?: Uint8Array): void => {
    if (!socket.destroyed) socket.write(encodePacket(command, arg0, arg1, payload));
  };

  function endStreams(): void {
    for (const stream of [...streams.values()]) stream.onClose();
    streams.clear();
  }

  function goOnline(): void {
    state = 'online';
    send(adb.CNXN, adbVersion, maxPayloadBytes, Buffer.from(endpoint.banner()));
  }

  function onConnect({ arg1, payload }: AdbPacket): void {
    if (arg1 === 0) throw new AdbProtocolError('the host takes no payload at all');
    endpoint.log('info', `adb host connected: ${payload.toString('latin1', 0, 300)}`);
    endStreams();
    maxPayload = Math.min(arg1, maxPayloadBytes);
    if (endpoint.authorized()) {
      goOnline();
      return;
    }
    state = 'unauthorized';
    send(adb.AUTH, authKind.token, 0, endpoint.authToken());
  }

  function onAuth({ arg0 }: AdbPacket): void {
    if (state !== 'unauthorized') return;
    if (endpoint.authorized()) goOnline();
    // no key is ever good: after the last one the host sends its public key and shows the phone as unauthorized
    else if (arg0 === authKind.signature && ++signatures <= maxSignatures) {
      send(adb.AUTH, authKind.token, 0, endpoint.authToken());
    }
  }

  /** The service, once it is known; undefined refuses. */
  function serviceOf(remoteId: number, payload: Buffer): Service | undefined | Promise<Service | undefined> {
    if (remoteId === 0 || payload.length > maxServiceNameBytes) return undefined;
    const name = payload.toString('utf8').replace(/\0[\s\S]*$/, '');
    if (streams.size + pendingOpens < maxStreams) return endpoint.open(name);
    endpoint.log('warn', `refused "${name.slice(0, 200)}": ${maxStreams} streams are open on one adb connection`);
    return undefined;
  }

  function openStream(service: Service, remoteId: number): void {
    const localId = nextId++;
    const stream = adbStream({
      send: (command, data) => send(command, localId, remoteId, data),
      maxPayload,
      onEnd: () => streams.delete(localId),
    });
    streams.set(localId, stream);
    send(adb.OKAY, localId, remoteId);
    service(stream.duplex);
  }

  async function onOpen({ arg0: remoteId, payload }: AdbPacket): Promise<void> {
    let service = serviceOf(remoteId, payload);
    if (service instanceof Promise) {
      pendingOpens++;
      service = await service.finally(() => pendingOpens--);
      if (socket.destroyed || state !== 'online') return;
    }
    if (service) openStream(service, remoteId);
    else send(adb.CLSE, 0, remoteId);
  }

  function onWrite({ arg0: remoteId, arg1: localId, payload }: AdbPacket): void {
    const stream = streams.get(localId);
    if (!stream) send(adb.CLSE, 0, remoteId);
    else if (!stream.onWrite(payload)) throw new AdbProtocolError('the host wrote twice without waiting for OKAY');
  }

  function onStreamPacket(packet: AdbPacket): void {
    if (packet.command === adb.OPEN) {
      onOpen(packet).catch((error: unknown) => {
        endpoint.log('warn', `opening an adb service failed: ${String(error)}`);
        send(adb.CLSE, 0, packet.arg0);
      });
    } else if (packet.command === adb.OKAY) streams.get(packet.arg1)?.onOkay();
    else if (packet.command === adb.WRTE) onWrite(packet);
    else if (packet.command === adb.CLSE) streams.get(packet.arg1)?.onClose();
    else endpoint.log('warn', `ignored adb command 0x${packet.command.toString(16)}`);
  }

  function onPacket(packet: AdbPacket): void {
    if (packet.command === adb.CNXN) onConnect(packet);
    else if (packet.command === adb.AUTH) onAuth(packet);
    else if (state === 'online') onStreamPacket(packet);
  }

  const decode = packetDecoder(onPacket);
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    if (socket.destroyed) return;
    try {
      decode(chunk);
    } catch (error) {
      endpoint.log('warn', `adb connection closed: ${error instanceof Error ? error.message : String(error)}`);
      socket.destroy();
    }
  });
  socket.on('close', endStreams);

  return {
    close: () => socket.destroy(),
    authorizationChanged() {
      if (state === 'online' && !endpoint.authorized()) socket.destroy();
      if (state === 'unauthorized' && endpoint.authorized()) goOnline();
    },
  };
}
