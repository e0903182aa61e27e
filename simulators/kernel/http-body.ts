/** More bytes came than the reader was willing to take; the rest was not read. */
export class BodyTooLargeError extends Error {
  readonly limitBytes: number;
  constructor(limitBytes: number) {
    super(`the body is larger than ${limitBytes} bytes`);
    this.name = 'BodyTooLargeError';
    this.limitBytes = limitBytes;
  }
}

/**
 * Reads a whole request or response body, at most `limitBytes`: what announces more or sends more is cancelled early.
 * @throws BodyTooLargeError
 */
export async function readBody(message: Request | Response, limitBytes: number): Promise<Uint8Array> {
  if (Number(message.headers.get('content-length') ?? 0) > limitBytes) {
    await message.body?.cancel();
    throw new BodyTooLargeError(limitBytes);
  }
  const reader = message.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limitBytes) {
      await reader.cancel();
      throw new BodyTooLargeError(limitBytes);
    }
    chunks.push(value);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
