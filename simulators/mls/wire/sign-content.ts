import { p256Verified } from '../../crypto/p256/remembered-verification.ts';
import { lengthHeader, opaque } from './writer.ts';

/** What stands before every label (RFC 9420 section 5.1.2). */
export const labelPrefix = 'MLS 1.0 ';

/** SignContent (RFC 9420 section 5.1.2) for one label: what a signature is really made over. */
export function signContent(label: string): (content: Uint8Array) => Uint8Array {
  const head = opaque(Buffer.from(labelPrefix + label));
  return (content) => Buffer.concat([head, lengthHeader(content.length), content]);
}

/** VerifyWithLabel of RCC.16's suite for one label: (key, content, signature); false also for a key that is none. */
export function verifier(
  label: string,
): (publicKey: Uint8Array, content: Uint8Array, signature: Uint8Array) => boolean {
  const signed = signContent(label);
  return (publicKey, content, signature) => p256Verified(publicKey, signed(content), signature);
}
