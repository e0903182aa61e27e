/** Packets inside a `shell,v2` stream: a byte of id, four of little-endian length, the data. AOSP shell_protocol.h. */
export const shellPacket = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4, windowSize: 5 } as const;

/** One packet of a shell,v2 stream. */
export interface ShellPacket {
  readonly id: number;
  readonly data: Buffer;
}

/** A packet of the host's that no shell would take. */
export class ShellPacketError extends Error {
  override readonly name = 'ShellPacketError';
}

const headerBytes = 5;
/** adb cuts stdin at its payload size; more than this in one packet is nonsense. */
const maxDataBytes = 1024 * 1024;

/** A packet as bytes. */
export function encodeShellPacket(id: number, data: Uint8Array): Buffer {
  const packet = Buffer.alloc(headerBytes + data.length);
  packet[0] = id;
  packet.writeUInt32LE(data.length, 1);
  packet.set(data, headerBytes);
  return packet;
}

/** Cuts a byte stream into packets; holds at most one. Throws ShellPacketError on one that is too long. */
export function shellPacketDecoder(): (chunk: Uint8Array) => ShellPacket[] {
  const header = Buffer.alloc(headerBytes);
  let headerFilled = 0;
  let data: Buffer | undefined;
  let dataFilled = 0;

  return (chunk) => {
    const packets: ShellPacket[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (!data) {
        const take = Math.min(headerBytes - headerFilled, chunk.length - at);
        header.set(chunk.subarray(at, at + take), headerFilled);
        headerFilled += take;
        at += take;
        if (headerFilled < headerBytes) break;
        const length = header.readUInt32LE(1);
        if (length > maxDataBytes) throw new ShellPacketError(`a shell packet of ${length} bytes`);
        data = Buffer.allocUnsafe(length);
        dataFilled = 0;
      }
      const take = Math.min(data.length - dataFilled, chunk.length - at);
      data.set(chunk.subarray(at, at + take), dataFilled);
      dataFilled += take;
      at += take;
      if (dataFilled < data.length) break;
      packets.push({ id: header[0] ?? 0, data });
      data = undefined;
      headerFilled = 0;
    }
    return packets;
  };
}
