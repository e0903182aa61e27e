import type { Reader } from './reader.ts';
import { protocolVersionMls10, wireFormats } from './registry.ts';
import { Malformed } from './result.ts';

const known: readonly number[] = Object.values(wireFormats);

/** The version and wire format in front of every MLSMessage (RFC 9420 section 6). Returns the wire format. */
export function readMessageHeader(from: Reader): number {
  const version = from.uint16('MLSMessage.version');
  if (version !== protocolVersionMls10) throw new Malformed('unknown-value', `MLSMessage.version: ${version}`);
  const wireFormat = from.uint16('MLSMessage.wire_format');
  if (!known.includes(wireFormat)) throw new Malformed('unknown-value', `MLSMessage.wire_format: ${wireFormat}`);
  return wireFormat;
}
