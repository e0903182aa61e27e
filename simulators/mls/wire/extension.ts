import { type Reader, reader } from './reader.ts';
import { extensionTypes } from './registry.ts';
import { Malformed } from './result.ts';

/** RFC 9420 section 13. */
export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

export function readExtensions(from: Reader, field: string): readonly Extension[] {
  return from.vector(field, (item) => ({
    type: item.uint16(`${field}.extension_type`),
    data: item.opaque(`${field}.extension_data`),
  }));
}

export function findExtension(extensions: readonly Extension[], type: number): Extension | undefined {
  return extensions.find((extension) => extension.type === type);
}

/** The era a GroupContext carries, or nothing when it carries none. */
export function eraOf(extensions: readonly Extension[]): number | undefined {
  const extension = findExtension(extensions, extensionTypes.era);
  if (!extension) return undefined;
  if (extension.data.length !== 4) throw new Malformed('unexpected', `era: ${extension.data.length} bytes, not 4`);
  return reader(extension.data).uint32('era');
}
