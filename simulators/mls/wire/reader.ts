import { limits } from './limits.ts';
import { Malformed } from './result.ts';

/** Reads TLS presentation language as RFC 9420 section 2.1 has it. Every method throws `Malformed` on bad input. */
export interface Reader {
  uint8(field: string): number;
  uint16(field: string): number;
  uint32(field: string): number;
  uint64(field: string): bigint;
  /** `opaque field<V>`; shares the input's memory. */
  opaque(field: string, limit?: number): Uint8Array;
  /** `T field<V>`, item by item. */
  vector<T>(field: string, item: (reader: Reader) => T, limit?: number): T[];
  /** `length` bytes as they are. */
  take(field: string, length: number): Uint8Array;
  /** Everything not read yet. */
  rest(): Uint8Array;
  /** Bytes read so far. */
  offset(): number;
  /** The bytes between two offsets. */
  between(start: number, end: number): Uint8Array;
  /** Demands that nothing is left. */
  end(field: string): void;
}

export function reader(bytes: Uint8Array): Reader {
  let at = 0;

  function need(field: string, length: number): number {
    const start = at;
    if (start + length > bytes.length) {
      throw new Malformed('truncated', `${field}: needs ${length} bytes, ${bytes.length - start} are left`);
    }
    at += length;
    return start;
  }

  function number(field: string, length: 1 | 2 | 4): number {
    const start = need(field, length);
    let value = 0;
    for (let index = start; index < start + length; index++) value = value * 256 + (bytes[index] ?? 0);
    return value;
  }

  /** A variable-size length header (RFC 9420 section 2.1.2): 1, 2 or 4 bytes, never more than the value needs. */
  function length(field: string): number {
    const first = number(field, 1);
    const prefix = first >> 6;
    if (prefix === 0) return first;
    if (prefix === 3) throw new Malformed('unknown-value', `${field}: a length header starts with the bits 11`);
    let value = first & 0x3f;
    for (let more = prefix === 1 ? 1 : 3; more > 0; more--) value = value * 256 + number(field, 1);
    if (value < (prefix === 1 ? 64 : 16384)) {
      throw new Malformed('non-minimal-length', `${field}: the length ${value} is written in more bytes than it needs`);
    }
    return value;
  }

  function opaque(field: string, limit = Number.POSITIVE_INFINITY): Uint8Array {
    const size = length(field);
    if (size > limit) throw new Malformed('too-long', `${field}: ${size} bytes, at most ${limit} are allowed`);
    const start = need(field, size);
    return bytes.subarray(start, start + size);
  }

  return {
    uint8: (field) => number(field, 1),
    uint16: (field) => number(field, 2),
    uint32: (field) => number(field, 4),
    uint64: (field) => BigInt(number(field, 4)) * 2n ** 32n + BigInt(number(field, 4)),
    opaque,
    vector(field, item, limit = limits.vectorItems) {
      const inner = reader(opaque(field));
      const items = [];
      while (inner.rest().length > 0) {
        if (items.length === limit) throw new Malformed('too-long', `${field}: more than ${limit} items`);
        items.push(item(inner));
      }
      return items;
    },
    take(field, size) {
      const start = need(field, size);
      return bytes.subarray(start, start + size);
    },
    rest: () => bytes.subarray(at),
    offset: () => at,
    between: (start, end) => bytes.subarray(start, end),
    end(field) {
      if (at !== bytes.length) throw new Malformed('trailing-bytes', `${field}: ${bytes.length - at} bytes too many`);
    },
  };
}
