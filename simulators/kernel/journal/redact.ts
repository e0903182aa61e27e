/** Headers that carry what lets somebody in: HTTP (RFC 9110) and SIP (RFC 3261) share the names. */
const secretHeader = /^((?:proxy-)?authorization:[ \t]*\S*)[^\r\n]*/gim;

/**
 * Frames as they are kept beside a journal: credentials in the headers are blotted out, the scheme stays. Everything
 * else, the body to the last byte, is as it was sent.
 */
export function withoutCredentials(frame: Uint8Array): Uint8Array {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return frame;
  const head = bytes.toString('latin1', 0, headEnd);
  const blotted = head.replace(secretHeader, '$1 [withheld]');
  if (blotted === head) return frame;
  return Buffer.concat([Buffer.from(blotted, 'latin1'), bytes.subarray(headEnd)]);
}
