import { ProtocolError } from './protocol-error.ts';

export const epochIdentifierContentType = 'message/mls-rcs';

/** Where a client that asks for what it missed stands. The form is inferred [I]: see assumptions.ts. */
export interface EpochIdentifier {
  /** 0: it holds nothing of the group. */
  readonly era: number;
  readonly epoch: bigint;
  /** The bytes of the MLS group's id. */
  readonly groupId: Uint8Array;
}

/** Bytes of a group id: a UUID or a group's URI. */
const groupIdLimit = 255;
const maxEra = 0xffff_ffff;

function fail(reason: string): never {
  throw new ProtocolError('epoch-identifier', reason);
}

/** Writes a `message/mls-rcs` body: uint32 era, uint64 epoch, opaque group_id<V>. */
export function serialiseEpochIdentifier({ era, epoch, groupId }: EpochIdentifier): Uint8Array {
  if (!Number.isInteger(era) || era < 0 || era > maxEra) fail(`era ${era} is no uint32`);
  if (epoch < 0n || epoch >= 2n ** 64n) fail(`epoch ${epoch} is no uint64`);
  if (groupId.length === 0 || groupId.length > groupIdLimit) fail(`a group id of ${groupId.length} bytes`);
  const fixed = Buffer.alloc(12);
  fixed.writeUInt32BE(era);
  fixed.writeBigUInt64BE(epoch, 4);
  const { length } = groupId;
  const prefix = length < 0x40 ? Uint8Array.of(length) : Uint8Array.of(0x40 | (length >> 8), length & 0xff);
  return Buffer.concat([fixed, prefix, groupId]);
}

/** @throws ProtocolError when something is cut off, too long or left over */
export function parseEpochIdentifier(bytes: Uint8Array): EpochIdentifier {
  if (bytes.length < 14 || bytes.length > 14 + groupIdLimit) fail(`${bytes.length} bytes`);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view[12] ?? 0;
  const long = first >> 6 === 1;
  if (first >> 6 > 1) fail('a length of an unknown form');
  const length = long ? ((first & 0x3f) << 8) | (view[13] ?? 0) : first;
  const start = long ? 14 : 13;
  if ((long && length < 0x40) || length === 0 || length > groupIdLimit) fail(`a group id of ${length} bytes`);
  if (start + length !== bytes.length) fail('the group id is cut off, or something follows');
  return { era: view.readUInt32BE(0), epoch: view.readBigUInt64BE(4), groupId: bytes.subarray(start) };
}
