import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Wire bytes beside a journal, named by their SHA-256 in lower-case hex. */
export interface BlobStore {
  /** Keeps the bytes and returns their name. */
  put(bytes: Uint8Array): string;
  get(name: string): Uint8Array | undefined;
}

export const blobName = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function memoryBlobs(): BlobStore {
  const kept = new Map<string, Uint8Array>();
  return {
    put(bytes) {
      const name = blobName(bytes);
      if (!kept.has(name)) kept.set(name, bytes);
      return name;
    },
    get: (name) => kept.get(name),
  };
}

/** Keeps blobs as files `folder/<first two digits>/<name>`. */
export function folderBlobs(folder: string): BlobStore {
  const path = (name: string): string => join(folder, name.slice(0, 2), name);
  return {
    put(bytes) {
      const name = blobName(bytes);
      if (!existsSync(path(name))) {
        mkdirSync(join(folder, name.slice(0, 2)), { recursive: true });
        writeFileSync(path(name), bytes);
      }
      return name;
    },
    get(name) {
      if (!/^[0-9a-f]{64}$/.test(name) || !existsSync(path(name))) return undefined;
      return readFileSync(path(name));
    },
  };
}
