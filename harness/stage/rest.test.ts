import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RestBesideSubject, restBesideSubject } from './rest.ts';

/** A world beside a subject; `missing` is what the subject acknowledged and does not show. */
function beside(missing: Set<string>, change: Partial<RestBesideSubject> = {}) {
  const caughtUp = { entry() {}, yet: () => missing.size === 0, missing: () => missing };
  return restBesideSubject({ quiet: () => true, caughtUp, happened: () => 0, lost: () => undefined, ...change });
}

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> => {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
};

test('a world is at rest when nothing has happened for a while, and all that was acknowledged is shown', async () => {
  const missing = new Set(['record M1']);
  setTimeout(() => missing.clear(), 3_000);
  const { result, ms } = await timed(beside(missing));
  assert.ok(result);
  assert.ok(ms >= 2_900 && ms < 10_000, `${ms} ms`);
});

test('what happens while it is waited for starts the while anew', async () => {
  let count = 0;
  const timer = setInterval(() => count++, 100);
  setTimeout(() => clearInterval(timer), 3_000);
  const { result, ms } = await timed(beside(new Set(), { happened: () => count }));
  assert.ok(result);
  assert.ok(ms >= 4_900, `${ms} ms`);
});

test('for a subject that is gone nothing is waited for', async () => {
  const { result, ms } = await timed(
    beside(new Set(['record M1']), { lost: () => new Error('gone'), quiet: () => false }),
  );
  assert.ok(!result);
  assert.ok(ms < 2_000, `${ms} ms`);
});
