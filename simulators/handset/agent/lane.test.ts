import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { backoffMs, longestBackoffMs } from './backoff.ts';
import { lane } from './lane.ts';

/** A lane to a destination that is up or down, with what was tried when. */
function rig(options: { readonly atOnce?: number; readonly batch?: number } = {}) {
  const clock = virtualClock(0);
  const state = {
    up: true,
    tried: [] as [number, string][],
    done: [] as string[],
    nextMs: [] as (number | null)[],
    batches: [] as number[],
  };
  const work = lane<string>({
    clock,
    random: seededRandom('lane'),
    label: 'test',
    ...options,
    async attempt(items) {
      const settled = state.up;
      state.batches.push(items.length);
      return items.map((item) => {
        state.tried.push([clock.now(), item]);
        return {
          settled,
          tell(nextMs) {
            state.nextMs.push(nextMs);
            if (settled) state.done.push(item);
          },
        };
      });
    },
  });
  return { clock, work, state };
}

test('pauses double to ten seconds and vary by half', () => {
  const random = seededRandom('backoff');
  for (const [failures, fullMs] of [
    [1, 1000],
    [2, 2000],
    [4, 8000],
    [5, 10_000],
    [1000, 10_000],
  ] as const) {
    for (let n = 0; n < 50; n++) {
      const ms = backoffMs(failures, random);
      assert.ok(ms >= fullMs / 2 && ms <= fullMs && ms <= longestBackoffMs, `${failures}: ${ms}`);
    }
  }
});

test('work is done in order while the destination is up', async () => {
  const { clock, work, state } = rig();
  for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) work.add(item);
  await clock.runFor(1);
  assert.deepEqual(state.done, ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('while it is down one item at a time is tried, with pauses of ten seconds at most; nothing is dropped', async () => {
  const { clock, work, state } = rig();
  state.up = false;
  for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) work.add(item);
  await clock.runFor(120_000);
  assert.ok(state.tried.length < 30, `${state.tried.length} attempts in two minutes`);
  assert.ok(state.nextMs.every((ms) => ms !== null && ms <= longestBackoffMs));
  const times = state.tried.map(([atMs]) => atMs).slice(4); // the first few went out together
  for (const [index, atMs] of times.entries()) assert.ok(index === 0 || atMs > (times[index - 1] ?? 0));
  state.up = true;
  await clock.runFor(longestBackoffMs);
  assert.deepEqual([...state.done].sort(), ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('waking ends the pause; a stopped lane does nothing more', async () => {
  const { clock, work, state } = rig();
  state.up = false;
  work.add('a');
  await clock.runFor(60_000);
  state.up = true;
  work.wake();
  await clock.runFor(0);
  assert.deepEqual(state.done, ['a']);
  work.stop();
  work.add('b');
  work.wake();
  await clock.runFor(60_000);
  assert.deepEqual(state.done, ['a']);
});

test('a lane in batches sends what waits together, oldest first, and one alone as one', async () => {
  const { clock, work, state } = rig({ atOnce: 1, batch: 3 });
  for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) work.add(item);
  await clock.runFor(1);
  assert.deepEqual(state.done, ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.deepEqual(state.batches, [1, 3, 2]);
  state.up = false;
  for (const item of ['g', 'h']) work.add(item);
  await clock.runFor(60_000);
  state.up = true;
  work.wake();
  await clock.runFor(1);
  assert.deepEqual(state.done.slice(6), ['g', 'h'], 'their order outlives failures');
});
