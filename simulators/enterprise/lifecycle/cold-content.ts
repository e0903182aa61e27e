import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { equalBytes } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/sha256.ts';

/** Bytes in cold storage: compressed, and the hash of what they must become again. */
export interface ColdBytes {
  readonly compressed: Uint8Array;
  /** SHA-256 of the bytes before compression. */
  readonly sha256: Uint8Array;
  /** How many bytes they were. */
  readonly size: number;
}

/** What was in cold storage is not what was put there. */
export class ColdContentError extends Error {
  override readonly name = 'ColdContentError';
}

/** Compresses with zstd (RFC 8878). A ciphertext does not get smaller; what is around it does. */
export function freeze(bytes: Uint8Array): ColdBytes {
  return { compressed: new Uint8Array(zstdCompressSync(bytes)), sha256: sha256(bytes), size: bytes.length };
}

/** @throws ColdContentError where a bit was lost */
export function thaw({ compressed, sha256: expected, size }: ColdBytes): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(zstdDecompressSync(compressed, { maxOutputLength: Math.max(size, 1) }));
  } catch {
    throw new ColdContentError('cold content does not decompress: restore it from a copy');
  }
  if (bytes.length !== size || !equalBytes(sha256(bytes), expected))
    throw new ColdContentError('cold content is not what was stored: restore it from a copy');
  return bytes;
}
