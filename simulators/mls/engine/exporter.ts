import { sha256 } from '../../crypto/sha256.ts';
import { expandWithLabel } from './label.ts';

/** MLS-Exporter (RFC 9420 section 8.5), for suites whose hash is SHA-256. */
export function exportedSecret(
  exporterSecret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const derived = expandWithLabel(label, 32)(exporterSecret, new Uint8Array(0));
  return expandWithLabel('exported', length)(derived, sha256(context));
}
