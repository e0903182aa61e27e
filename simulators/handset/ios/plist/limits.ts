/** Bounds on property lists from outside: far above what any client of a phone sends. */
export const plistLimits = {
  /** Bytes of one property list. */
  bytes: 1 << 20,
  /** Values visited while reading one, shared objects counted each time. */
  values: 20_000,
  /** Nesting of arrays and dictionaries. */
  depth: 64,
} as const;
