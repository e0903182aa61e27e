import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sleep } from './clock.ts';
import { testSeed } from './test-seed.ts';
import { virtualClock } from './virtual-clock.ts';

const seed = testSeed();

test('tasks run by time, and by order of scheduling at one time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50)), async (delays) => {
      const clock = virtualClock(0);
      const ran: { due: number; index: number; at: number }[] = [];
      for (const [index, due] of delays.entries()) {
        clock.after(due, 'task', () => void ran.push({ due, index, at: clock.now() }));
      }
      assert.equal(await clock.runUntilIdle(1000), true);
      assert.equal(ran.length, delays.length);
      assert.ok(ran.every(({ due, at }) => due === at));
      const sorted = [...ran].sort((a, b) => a.due - b.due || a.index - b.index);
      assert.deepEqual(ran, sorted);
    }),
    { seed, numRuns: 100 },
  );
});

test('a cancelled task never runs, and is no longer pending', async () => {
  const clock = virtualClock(0);
  let ran = false;
  clock
    .after(5, 'task', () => {
      ran = true;
    })
    .cancel();
  assert.equal(clock.pending(), 0);
  await clock.runFor(10);
  assert.equal(ran, false);
  assert.equal(clock.now(), 10);
});

test('a task may wait for a later one', async () => {
  const clock = virtualClock(1000);
  const seen: number[] = [];
  clock.after(1, 'waiting', async () => {
    await sleep(clock, 20);
    seen.push(clock.now());
  });
  await clock.runUntilIdle(100);
  assert.deepEqual(seen, [1021]);
});

test('a task that throws, at once or later, names itself', async () => {
  const crashes: string[] = [];
  const clock = virtualClock(0, (label) => crashes.push(label));
  clock.after(1, 'at once', () => {
    throw new Error('no');
  });
  clock.after(2, 'later', async () => {
    await sleep(clock, 5);
    throw new Error('no');
  });
  await clock.runUntilIdle(100);
  assert.deepEqual(crashes, ['at once', 'later']);
});

test('runUntil stops at the turn that makes the condition hold, and gives up at the limit', async () => {
  const clock = virtualClock(0);
  let count = 0;
  const again = (): void => {
    count++;
    clock.after(10, 'again', again);
  };
  clock.after(10, 'again', again);
  assert.equal(await clock.runUntil(() => count === 3, 1000), true);
  assert.equal(clock.now(), 30);
  assert.equal(await clock.runUntil(() => count === 1000, 100), false);
});
