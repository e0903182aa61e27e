/**
 * The ADB wire: 24 bytes of header (six little-endian words: command, arg0, arg1, payload length, checksum, and the
 * command with every bit flipped), then the payload. AOSP packages/modules/adb/protocol.txt.
 */
export const adb = {
  CNXN: 0x4e584e43,
  AUTH: 0x48545541,
  OPEN: 0x4e45504f,
  OKAY: 0x59414b4f,
  WRTE: 0x45545257,
  CLSE: 0x45534c43,
} as const;

/** The version that no longer needs checksums after the handshake. */
export const adbVersion = 0x01000001;

/** The largest payload a phone takes, bytes: what it says in its CNXN. */
export const maxPayloadBytes = 256 * 1024;

const headerBytes = 24;
const noPayload = Buffer.alloc(0);

/** One packet. */
export interface AdbPacket {
  readonly command: number;
  readonly arg0: number;
  readonly arg1: number;
  readonly payload: Buffer;
}

/** The peer broke the protocol; the connection cannot go on. */
export class AdbProtocolError extends Error {
  override readonly name = 'AdbProtocolError';
}

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) >>> 0;
  return sum;
}

const isHandshake = (command: number): boolean => command === adb.CNXN || command === adb.AUTH;

/** Header and payload in one buffer. The checksum is only filled in for the handshake, as real devices do. */
export function encodePacket(command: number, arg0: number, arg1: number, payload: Uint8Array = noPayload): Buffer {
  const packet = Buffer.alloc(headerBytes + payload.length);
  packet.writeUInt32LE(command, 0);
  packet.writeUInt32LE(arg0 >>> 0, 4);
  packet.writeUInt32LE(arg1 >>> 0, 8);
  packet.writeUInt32LE(payload.length, 12);
  packet.writeUInt32LE(isHandshake(command) ? checksum(payload) : 0, 16);
  packet.writeUInt32LE((command ^ 0xffffffff) >>> 0, 20);
  packet.set(payload, headerBytes);
  return packet;
}

/**
 * Cuts a byte stream into packets. Holds at most one header and one payload of `maxPayloadBytes`.
 * The returned function throws AdbProtocolError on a bad header, an oversized payload or a wrong checksum in a CNXN.
 */
export function packetDecoder(onPacket: (packet: AdbPacket) => void): (chunk: Uint8Array) => void {
  const header = Buffer.alloc(headerBytes);
  let headerFilled = 0;
  let payload: Buffer | undefined;
  let payloadFilled = 0;

  function finish(body: Buffer): void {
    const command = header.readUInt32LE(0);
    if (command === adb.CNXN && checksum(body) !== header.readUInt32LE(16)) {
      throw new AdbProtocolError('the CNXN packet has a wrong checksum');
    }
    const packet = { command, arg0: header.readUInt32LE(4), arg1: header.readUInt32LE(8), payload: body };
    headerFilled = 0;
    payload = undefined;
    payloadFilled = 0;
    onPacket(packet);
  }

  function checkedLength(): number {
    const command = header.readUInt32LE(0);
    if (header.readUInt32LE(20) !== (command ^ 0xffffffff) >>> 0) {
      throw new AdbProtocolError(`command 0x${command.toString(16)} and its magic do not agree`);
    }
    const length = header.readUInt32LE(12);
    if (length > maxPayloadBytes) {
      throw new AdbProtocolError(`a payload of ${length} bytes is over the agreed ${maxPayloadBytes}`);
    }
    return length;
  }

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (!payload) {
        const take = Math.min(headerBytes - headerFilled, chunk.length - at);
        header.set(chunk.subarray(at, at + take), headerFilled);
        headerFilled += take;
        at += take;
        if (headerFilled < headerBytes) return;
        const length = checkedLength();
        if (length === 0) {
          finish(noPayload);
          continue;
        }
        payload = Buffer.allocUnsafe(length);
      }
      const take = Math.min(payload.length - payloadFilled, chunk.length - at);
      payload.set(chunk.subarray(at, at + take), payloadFilled);
      payloadFilled += take;
      at += take;
      if (payloadFilled === payload.length) finish(payload);
    }
  };
}
