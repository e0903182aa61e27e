import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { formatDuration, parseDuration } from './duration.ts';

const seed = testSeed();

test('durations are read in ms', () => {
  for (const [text, ms] of [
    ['PT5S', 5_000],
    ['PT1.5S', 1_500],
    ['PT0S', 0],
    ['PT2M30S', 150_000],
    ['P1DT12H', 129_600_000],
    ['P2W', 1_209_600_000],
  ] as const) {
    assert.equal(parseDuration(text), ms, text);
  }
});

test('what is no duration of fixed length is refused', () => {
  for (const text of [
    '',
    'P',
    'PT',
    'P1DT',
    '5',
    '5S',
    'PT5',
    'P1M',
    'P1Y',
    'PT-5S',
    'PT1.2345S',
    'pt5s',
    'PT99999999999999S',
  ]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

test(`a written duration reads as the same (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.nat({ max: 10 ** 12 }), (ms) => parseDuration(formatDuration(ms)) === ms),
    { seed },
  );
});
