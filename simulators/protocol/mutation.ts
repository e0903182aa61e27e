import { createHash } from 'node:crypto';

/** Draws for one input of a fuzzer: the same seed, name and index give the same ones, on every machine. */
export interface Draws {
  /** Uniform in 0 .. `limit`-1. */
  below(limit: number): number;
}

export function draws(seed: number, name: string, index: number): Draws {
  let block = 0;
  let pool = Buffer.alloc(0);
  let used = 0;
  return {
    below(limit) {
      if (used + 4 > pool.length) {
        pool = createHash('sha256').update(`${seed}/${name}/${index}/${block++}`).digest();
        used = 0;
      }
      const draw = pool.readUInt32BE(used);
      used += 4;
      return draw % limit;
    },
  };
}

const pieces = [
  '\r\n',
  '\r\n\r\n',
  ':',
  ';',
  ',',
  '<',
  '>',
  '"',
  '=',
  ' ',
  '\0',
  '\n',
  '%',
  '&x;',
  '<!DOCTYPE a>',
  '-1',
  '4294967296',
  '99999999999',
  'é',
  '-------',
];

/** A valid message made wrong: bits, bytes and pieces changed, cut, doubled, moved, or taken from another message. */
export function mutate(samples: readonly Uint8Array[], by: Draws): Uint8Array {
  const sample = (): Uint8Array => samples[by.below(samples.length)] ?? new Uint8Array(0);
  let bytes: Buffer = Buffer.from(sample());
  for (let times = 1 + by.below(4); times > 0; times--) {
    const at = by.below(bytes.length + 1);
    const length = by.below(Math.min(64, bytes.length - at) + 1);
    const [before, middle, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + length),
      bytes.subarray(at + length),
    ];
    switch (by.below(8)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << by.below(8));
        break;
      case 1:
        bytes = Buffer.concat([before, after]);
        break;
      case 2:
        bytes = Buffer.concat([before, middle, middle, after]);
        break;
      case 3:
        bytes = Buffer.from(before);
        break;
      case 4: {
        const other = sample();
        bytes = Buffer.concat([before, other.subarray(by.below(other.length + 1))]);
        break;
      }
      case 5:
        bytes = Buffer.concat([before, Buffer.from(pieces[by.below(pieces.length)] ?? ''), after]);
        break;
      case 6:
        bytes = Buffer.concat([before, Buffer.from(Array.from({ length }, () => by.below(256))), after]);
        break;
      default:
        bytes = Buffer.concat([before, Buffer.alloc(by.below(2000), middle.length > 0 ? middle : 'A'), after]);
    }
  }
  return bytes;
}
