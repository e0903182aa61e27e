import type { FileEntry } from '../device/files.ts';

const regular = 0o100000;
const directory = 0o040000;
const errorNoEntry = 2;

/** The mode word of a stat answer; 0 when there is no such file. */
export const statMode = (entry: FileEntry | undefined): number =>
  entry === undefined ? 0 : (entry.kind === 'file' ? regular : directory) | entry.mode;

const sizeOf = (entry: FileEntry | undefined): number => (entry?.kind === 'file' ? entry.bytes.length : 0);
/** An entry's time of change, s since the epoch; 0 when there is no such file. */
export const statSeconds = (entry: FileEntry | undefined): number => Math.floor((entry?.modifiedMs ?? 0) / 1000);

/** STAT's 16 bytes: mode, size, time. */
export function statV1(entry: FileEntry | undefined): Buffer {
  const answer = Buffer.alloc(16);
  answer.write('STAT', 0, 'latin1');
  answer.writeUInt32LE(statMode(entry), 4);
  answer.writeUInt32LE(sizeOf(entry), 8);
  answer.writeUInt32LE(statSeconds(entry), 12);
  return answer;
}

/** STA2 and LST2's 72 bytes: error, dev, ino, mode, nlink, uid, gid, size, and three times. */
export function statV2(id: string, entry: FileEntry | undefined): Buffer {
  const answer = Buffer.alloc(72);
  answer.write(id, 0, 'latin1');
  answer.writeUInt32LE(entry ? 0 : errorNoEntry, 4);
  answer.writeUInt32LE(statMode(entry), 24);
  answer.writeUInt32LE(entry ? 1 : 0, 28);
  answer.writeBigUInt64LE(BigInt(sizeOf(entry)), 40);
  for (const offset of [48, 56, 64]) answer.writeBigUInt64LE(BigInt(statSeconds(entry)), offset);
  return answer;
}

/** One DENT of LIST (v1) or DNT2 of LIS2. */
export function directoryEntry(id: 'DENT' | 'DNT2', name: string, entry: FileEntry | undefined): Buffer {
  const bytes = Buffer.from(name);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  const head = id === 'DENT' ? statV1(entry) : statV2('DNT2', entry);
  head.write(id, 0, 'latin1');
  return Buffer.concat([head, length, bytes]);
}

/** What ends a listing: DONE and zeros of an entry's length. */
export function listingEnd(id: 'DENT' | 'DNT2'): Buffer {
  const end = Buffer.alloc(id === 'DENT' ? 20 : 76);
  end.write('DONE', 0, 'latin1');
  return end;
}
