import { type Reader, reader } from '../wire/reader.ts';
import { Malformed } from '../wire/result.ts';
import { opaque, uint32, uint64 } from '../wire/writer.ts';
import type { Epoch, EpochLeaf, Ratchet } from './port.ts';

const none = Uint8Array.of(0);
const some = Uint8Array.of(1);
/** Serialized states are ours alone and may be as long as a group is large. */
const anyNumber = Number.POSITIVE_INFINITY;

function encodeRatchet(ratchet: Ratchet): Uint8Array {
  const skipped = ratchet.skipped.map(({ generation, key, nonce }) =>
    Buffer.concat([uint32(generation), opaque(key), opaque(nonce)]),
  );
  return Buffer.concat([opaque(ratchet.secret), uint32(ratchet.generation), opaque(Buffer.concat(skipped))]);
}

function readRatchet(from: Reader): Ratchet {
  return {
    secret: from.opaque('ratchet.secret'),
    generation: from.uint32('ratchet.generation'),
    skipped: from.vector(
      'ratchet.skipped',
      (item) => ({ generation: item.uint32('generation'), key: item.opaque('key'), nonce: item.opaque('nonce') }),
      anyNumber,
    ),
  };
}

function optional<T>(from: Reader, field: string, read: () => T): T | undefined {
  const present = from.uint8(field);
  if (present === 0) return undefined;
  if (present === 1) return read();
  throw new Malformed('unknown-value', `${field}: ${present}`);
}

function encodeLeaf(leaf: EpochLeaf | undefined): Uint8Array {
  if (!leaf) return none;
  const ratchet = leaf.ratchet ? [some, encodeRatchet(leaf.ratchet)] : [none];
  return Buffer.concat([some, opaque(Buffer.from(leaf.uri)), opaque(leaf.signatureKey), ...ratchet]);
}

function readLeaf(from: Reader): EpochLeaf | undefined {
  return optional(from, 'leaf', () => ({
    uri: Buffer.from(from.opaque('leaf.uri')).toString(),
    signatureKey: from.opaque('leaf.signature_key'),
    ratchet: optional(from, 'leaf.ratchet', () => readRatchet(from)),
  }));
}

/** An epoch's secrets in a format of our own. */
export function encodeEpoch(epoch: Epoch): Uint8Array {
  return Buffer.concat([
    ...[opaque(epoch.groupId), uint64(epoch.epoch), uint32(epoch.ownLeaf)],
    ...[opaque(epoch.context), opaque(epoch.senderDataSecret)],
    opaque(Buffer.concat(epoch.leaves.map(encodeLeaf))),
  ]);
}

/** Throws `Malformed` for bytes that `encodeEpoch` did not make. */
export function decodeEpoch(bytes: Uint8Array): Epoch {
  const from = reader(bytes);
  const epoch = {
    groupId: from.opaque('group_id'),
    epoch: from.uint64('epoch'),
    ownLeaf: from.uint32('own_leaf'),
    context: from.opaque('context'),
    senderDataSecret: from.opaque('sender_data_secret'),
    leaves: from.vector('leaves', readLeaf, anyNumber),
  };
  from.end('epoch');
  return epoch;
}
