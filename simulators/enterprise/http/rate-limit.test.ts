import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { Problem } from './problem.ts';
import { rateLimit } from './rate-limit.ts';

/** The seconds to wait, or nothing when it may go on. */
function asked(limit: ReturnType<typeof rateLimit>, token: string): number | undefined {
  try {
    limit(token);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Problem && error.status === 429, String(error));
    return Number(error.response().headers.get('retry-after'));
  }
}

test('so many at once, so many a second after that, and as long to wait as is said', async () => {
  const clock = virtualClock(0);
  const limit = rateLimit(clock, { burst: 3, perSecond: 0.5 });
  assert.deepEqual(
    [1, 2, 3, 4, 5].map(() => asked(limit, 'a')),
    [undefined, undefined, undefined, 2, 2],
  );
  await clock.runFor(1000);
  assert.equal(asked(limit, 'a'), 1);
  await clock.runFor(1000);
  assert.equal(asked(limit, 'a'), undefined);
  assert.equal(asked(limit, 'a'), 2);
  await clock.runFor(3_600_000);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => asked(limit, 'a')),
    [undefined, undefined, undefined, 2],
    'no more than the burst is saved up',
  );
});

test('each token has its own, and however many come nothing grows without end', () => {
  const limit = rateLimit(virtualClock(0), { burst: 1, perSecond: 1 });
  assert.equal(asked(limit, 'a'), undefined);
  assert.equal(asked(limit, 'a'), 1);
  assert.equal(asked(limit, 'b'), undefined);
  for (let n = 0; n < 5000; n++) assert.equal(asked(limit, `token ${n}`), undefined);
});
