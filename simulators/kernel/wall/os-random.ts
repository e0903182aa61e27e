import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Random } from '../random.ts';

/**
 * The operating system's randomness in the shape of a world's: for worlds beside real phones, whose keys nobody may be
 * able to draw again. Splitting gives the same source.
 */
export function osRandomStream(): Random {
  const stream: Random = {
    path: 'operating system',
    bytes: (length) => new Uint8Array(randomBytes(length)),
    uint32: () => randomInt(2 ** 32),
    below: (limit) => randomInt(limit),
    fraction: () => randomInt(2 ** 32) / 2 ** 32,
    chance: (probability) => randomInt(2 ** 32) / 2 ** 32 < probability,
    uuid: () => randomUUID(),
    split: () => stream,
  };
  return stream;
}
