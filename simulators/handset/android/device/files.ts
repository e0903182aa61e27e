/** An entry of the device's file system. */
export type FileEntry =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly modifiedMs: number; readonly mode: number }
  | { readonly kind: 'directory'; readonly modifiedMs: number; readonly mode: number };

/** What `sync`, `ls`, `cat` and friends work on: a small file system in memory. Paths are absolute. */
export interface FileStore {
  find(path: string): FileEntry | undefined;
  /** Names in a directory, sorted; undefined when there is no such directory. */
  names(path: string): readonly string[] | undefined;
  /** Writes a file, making the directories above it. Throws FileStoreError when the device is full. */
  write(path: string, bytes: Uint8Array, mode: number, modifiedMs: number): void;
  makeDirectory(path: string, modifiedMs: number): void;
  /** Removes a file, or a directory with all that is in it. False when there was none. */
  remove(path: string): boolean;
  /** Bytes free. */
  free(): number;
}

/** A file operation failed; the message is what the shell says of it. */
export class FileStoreError extends Error {
  override readonly name = 'FileStoreError';
}

const capacityBytes = 128 * 1024 * 1024;
const maxEntries = 10_000;
const maxPathLength = 1024;

/** Real phones reach one folder under several names. */
const aliases: readonly (readonly [string, string])[] = [
  ['/storage/emulated/0', '/sdcard'],
  ['/storage/self/primary', '/sdcard'],
  ['/mnt/sdcard', '/sdcard'],
];

const initialDirectories = [
  '/',
  '/data',
  '/data/local',
  '/data/local/tmp',
  '/sdcard',
  '/sdcard/DCIM',
  '/sdcard/Download',
  '/sdcard/Pictures',
  '/sdcard/Android',
  '/system',
  '/system/bin',
  '/proc',
  '/proc/net',
];

/** A path without `.`, `..`, doubled or trailing slashes, and by its first name. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.slice(0, maxPathLength).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const plain = `/${parts.join('/')}`;
  for (const [alias, real] of aliases) {
    if (plain === alias || plain.startsWith(`${alias}/`)) return real + plain.slice(alias.length);
  }
  return plain;
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** An empty file system with Android's folders. */
export function fileStore(nowMs: number): FileStore {
  const entries = new Map<string, FileEntry>();
  let usedBytes = 0;
  const directory = (modifiedMs: number): FileEntry => ({ kind: 'directory', modifiedMs, mode: 0o771 });
  for (const path of initialDirectories) entries.set(path, directory(nowMs));
  const header = Buffer.from('Num       RefCount Protocol Flags    Type St Inode Path\n');
  entries.set('/proc/net/unix', { kind: 'file', bytes: header, modifiedMs: nowMs, mode: 0o444 });

  function makeDirectory(path: string, modifiedMs: number): void {
    const plain = normalPath(path);
    const found = entries.get(plain);
    if (found?.kind === 'directory') return;
    if (found) throw new FileStoreError('Not a directory');
    if (entries.size >= maxEntries) throw new FileStoreError('No space left on device');
    makeDirectory(parentOf(plain), modifiedMs);
    entries.set(plain, directory(modifiedMs));
  }

  return {
    find: (path) => entries.get(normalPath(path)),
    names(path) {
      const plain = normalPath(path);
      if (entries.get(plain)?.kind !== 'directory') return undefined;
      const prefix = plain === '/' ? '/' : `${plain}/`;
      const inside = [...entries.keys()].filter((key) => key !== '/' && key.startsWith(prefix));
      return inside
        .map((key) => key.slice(prefix.length))
        .filter((name) => !name.includes('/'))
        .sort();
    },
    write(path, bytes, mode, modifiedMs) {
      const plain = normalPath(path);
      const before = entries.get(plain);
      if (before?.kind === 'directory') throw new FileStoreError('Is a directory');
      const growth = bytes.length - (before?.bytes.length ?? 0);
      if (usedBytes + growth > capacityBytes || entries.size >= maxEntries) {
        throw new FileStoreError('No space left on device');
      }
      makeDirectory(parentOf(plain), modifiedMs);
      entries.set(plain, { kind: 'file', bytes, mode: mode & 0o777, modifiedMs });
      usedBytes += growth;
    },
    makeDirectory,
    remove(path) {
      const plain = normalPath(path);
      if (plain === '/' || !entries.has(plain)) return false;
      for (const [key, entry] of entries) {
        if (key !== plain && !key.startsWith(`${plain}/`)) continue;
        if (entry.kind === 'file') usedBytes -= entry.bytes.length;
        entries.delete(key);
      }
      return true;
    },
    free: () => capacityBytes - usedBytes,
  };
}
