/** What a property list holds. Integers beyond 2^53 are bigints; `null` occurs in keyed archives only. */
export type PlistValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | ArchiveUid
  | readonly PlistValue[]
  | PlistDictionary;

export interface PlistDictionary {
  readonly [key: string]: PlistValue;
}

/** A reference into the object table of a keyed archive: the plist type `UID`. */
export class ArchiveUid {
  readonly UID: number;
  constructor(index: number) {
    this.UID = index;
  }
}

/** Bytes that are no property list, or one larger or deeper than a phone's services ever send. */
export class PlistError extends Error {
  override readonly name = 'PlistError';
}

export function isDictionary(value: PlistValue | undefined): value is PlistDictionary {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date) &&
    !(value instanceof ArchiveUid)
  );
}

/** A dictionary without a prototype: keys from outside cannot touch `Object.prototype`. */
export function dictionary(entries: Iterable<readonly [string, PlistValue]>): PlistDictionary {
  const result: Record<string, PlistValue> = Object.create(null);
  for (const [key, value] of entries) result[key] = value;
  return result;
}
