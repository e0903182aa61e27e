import { mlsControlMessages, serverBundleMessages } from './assumptions.ts';
import { ProtocolError } from './protocol-error.ts';
import { controlBodyLimitBytes } from './size-limits.ts';

/** The content types of the MLS plane. */
export const mlsContentTypes = {
  application: 'message/mls',
  control: 'message/mls-rcs-client',
  server: 'message/mls-rcs-server',
} as const;

interface FramingLimits {
  readonly bytes: number;
  readonly messages: number;
}

/** Bytes of a control body, and MLSMessages in it: more is refused. */
export const mlsControlLimits = { bytes: controlBodyLimitBytes, messages: mlsControlMessages } as const;

/** The same for what a server sends. */
export const serverBundleLimits = { bytes: controlBodyLimitBytes, messages: serverBundleMessages } as const;

function fail(reason: string): never {
  throw new ProtocolError('mls-control', reason);
}

/**
 * Writes a `message/mls-rcs-client` body: MLSMessages, each behind its length as an MLS variable-size vector
 * (RFC 9420 section 2.1.2). A commit comes first, its Welcome second. See assumptions.ts: the framing is ours.
 */
export const serialiseMlsControl = (messages: readonly Uint8Array[]): Uint8Array => frame(messages, mlsControlLimits);

/** @throws ProtocolError when lengths do not fit, are not minimal, or there are no or too many messages */
export const parseMlsControl = (bytes: Uint8Array): Uint8Array[] => unframe(bytes, mlsControlLimits);

/** Writes a `message/mls-rcs-server` body, in the same form. */
export const serialiseServerBundle = (messages: readonly Uint8Array[]): Uint8Array =>
  frame(messages, serverBundleLimits);

/** @throws ProtocolError as `parseMlsControl` does */
export const parseServerBundle = (bytes: Uint8Array): Uint8Array[] => unframe(bytes, serverBundleLimits);

function frame(messages: readonly Uint8Array[], limits: FramingLimits): Uint8Array {
  if (messages.length === 0 || messages.length > limits.messages)
    fail(`${messages.length} messages, not 1 to ${limits.messages}`);
  return Buffer.concat(messages.flatMap((message) => [varint(message.length, limits), message]));
}

function varint(length: number, limits: FramingLimits): Uint8Array {
  if (length === 0) fail('an empty message');
  if (length < 0x40) return Uint8Array.of(length);
  if (length < 0x4000) return Uint8Array.of(0x40 | (length >> 8), length & 0xff);
  if (length > limits.bytes) fail(`a message of ${length} bytes, more than ${limits.bytes}`);
  return Uint8Array.of(0x80 | (length >> 24), (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
}

function unframe(bytes: Uint8Array, limits: FramingLimits): Uint8Array[] {
  if (bytes.length > limits.bytes) fail(`${bytes.length} bytes, more than ${limits.bytes}`);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const size = 1 << (first >> 6);
    if (size === 8 || at + size > bytes.length) fail('a length is cut off or of an unknown form');
    let length = first & 0x3f;
    for (let i = 1; i < size; i++) length = length * 256 + (bytes[at + i] ?? 0);
    if (length === 0 || (size === 2 && length < 0x40) || (size === 4 && length < 0x4000))
      fail('a length is not minimal or zero');
    at += size;
    if (at + length > bytes.length) fail(`a message of ${length} bytes is cut off`);
    if (messages.length === limits.messages) fail(`more than ${limits.messages} messages`);
    messages.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (messages.length === 0) fail('no message');
  return messages;
}
