import type { PlistValue } from '../../plist/value.ts';
import { DtxError } from './error.ts';
import { type Archivable, archive, unarchive } from './keyed-archive.ts';

/** The dictionary that carries a call's arguments starts with this, followed by the length of its items. */
const magic = 0x1f0n;
const headBytes = 16;
/** Each item has an empty key. */
const emptyKey = 0x0a;
const itemType = { object: 2, int32: 3, int64: 6 } as const;
/** More arguments than any selector takes. */
const mostArguments = 64;

/** A call's arguments, each archived as an object. */
export function writeArguments(values: readonly Archivable[]): Buffer {
  const items = values.map((value) => {
    const body = archive(value);
    const head = Buffer.alloc(12);
    head.writeUInt32LE(emptyKey, 0);
    head.writeUInt32LE(itemType.object, 4);
    head.writeUInt32LE(body.length, 8);
    return Buffer.concat([head, body]);
  });
  const head = Buffer.alloc(headBytes);
  head.writeBigUInt64LE(magic, 0);
  head.writeBigUInt64LE(BigInt(items.reduce((sum, item) => sum + item.length, 0)), 8);
  return Buffer.concat([head, ...items]);
}

/**
 * A call's arguments as plain values.
 *
 * @throws DtxError when the items are cut off or of an unknown type
 * @throws PlistError when an object is no archive
 */
export function readArguments(bytes: Buffer): PlistValue[] {
  if (bytes.length === 0) return [];
  if (bytes.length < headBytes || bytes.readBigUInt64LE(0) !== magic) throw new DtxError('malformed argument list');
  const end = headBytes + Number(bytes.readBigUInt64LE(8));
  if (end > bytes.length) throw new DtxError('the argument list is cut off');
  let at = headBytes;
  const take = (count: number): Buffer => {
    if (at + count > end) throw new DtxError('an argument is cut off');
    at += count;
    return bytes.subarray(at - count, at);
  };
  const values: PlistValue[] = [];
  while (at < end) {
    if (values.length === mostArguments) throw new DtxError(`a call with more than ${mostArguments} arguments`);
    let type = take(4).readUInt32LE(0);
    if (type === emptyKey) type = take(4).readUInt32LE(0);
    if (type === itemType.object) values.push(unarchive(take(take(4).readUInt32LE(0))));
    else if (type === itemType.int32) values.push(take(4).readInt32LE(0));
    else if (type === itemType.int64) values.push(take(8).readBigInt64LE(0));
    else throw new DtxError(`an argument of unknown type ${type}`);
  }
  return values;
}
