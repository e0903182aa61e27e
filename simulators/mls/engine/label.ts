import { hkdfExpand } from '../../crypto/hkdf.ts';
import { lengthHeader, opaque, uint16 } from '../wire/writer.ts';

const prefix = 'MLS 1.0 ';

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** ExpandWithLabel (RFC 9420 section 8) for one label and output length in bytes: (secret, context) to secret. */
export function expandWithLabel(
  label: string,
  length: number,
): (secret: Uint8Array, context: Uint8Array) => Uint8Array {
  const head = join([uint16(length), opaque(Buffer.from(prefix + label))]);
  return (secret, context) => hkdfExpand(secret, join([head, lengthHeader(context.length), context]), length);
}

/** SignContent (RFC 9420 section 5.1.2) for one label: what a signature is really made over. */
export function signContent(label: string): (content: Uint8Array) => Uint8Array {
  const head = opaque(Buffer.from(prefix + label));
  return (content) => join([head, lengthHeader(content.length), content]);
}
