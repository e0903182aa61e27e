import { randomBytes } from 'node:crypto';
import { plain } from './bytes.ts';
import type { RandomBytes } from './random-bytes.ts';

/**
 * Randomness of the operating system: the one source of it outside the kernel. Nothing that runs on the virtual clock
 * may draw from it, or the run could not be repeated.
 */
export const osRandom: RandomBytes = { bytes: (length) => plain(randomBytes(length)) };
