/** Bytes that break the DTX protocol; the connection cannot go on. */
export class DtxError extends Error {
  override readonly name = 'DtxError';
}
