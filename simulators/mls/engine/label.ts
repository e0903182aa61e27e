import { hkdfExpand } from '../../crypto/hkdf.ts';
import { labelPrefix } from '../wire/sign-content.ts';
import { lengthHeader, opaque, uint16 } from '../wire/writer.ts';

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** ExpandWithLabel (RFC 9420 section 8) for one label and output length in bytes: (secret, context) to secret. */
export function expandWithLabel(
  label: string,
  length: number,
): (secret: Uint8Array, context: Uint8Array) => Uint8Array {
  const head = join([uint16(length), opaque(Buffer.from(labelPrefix + label))]);
  return (secret, context) => hkdfExpand(secret, join([head, lengthHeader(context.length), context]), length);
}
