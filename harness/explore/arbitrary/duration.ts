import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../faults/duration.ts';
import { accepting } from './accepting.ts';

/** A duration as plans write it, from `min` to `max` ms. Any duration of a foreign plan shrinks towards `min`. */
export function duration(min: number, max: number): fc.Arbitrary<string> {
  const made = fc.integer({ min, max }).map(formatDuration, (text) => {
    const ms = typeof text === 'string' ? parseDuration(text) : undefined;
    if (ms === undefined) throw new TypeError('not a duration');
    return ms;
  });
  return accepting(made, (text) => typeof text === 'string' && parseDuration(text) !== undefined);
}
