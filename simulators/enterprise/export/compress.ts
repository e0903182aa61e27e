import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { ExportCompression } from './schema.ts';

/** Synchronous, because the thread pool's order of ending is nobody's. The same bytes give the same bytes. */
export const compressions: Readonly<
  Record<ExportCompression, { readonly ending: string; readonly compress: (bytes: Uint8Array) => Uint8Array }>
> = {
  none: { ending: '', compress: (bytes) => bytes },
  gzip: { ending: '.gz', compress: (bytes) => gzipSync(bytes) },
  zstd: { ending: '.zst', compress: (bytes) => zstdCompressSync(bytes) },
};
