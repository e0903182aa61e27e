import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { type Attempt, outbox } from './outbox.ts';

function scripted() {
  const clock = virtualClock(0);
  const box = outbox(clock, 'ana');
  const tried: string[] = [];
  const add = (lane: string, name: string, ...answers: Attempt[]): void =>
    box.add(lane, async () => {
      tried.push(`${name}@${clock.now()}`);
      return answers.shift() ?? 'done';
    });
  return { clock, box, tried, add };
}

test('asleep, nothing leaves; awake, everything leaves in order', async () => {
  const { clock, box, tried, add } = scripted();
  add('ben', 'one');
  add('ben', 'two');
  await clock.runFor(60_000);
  assert.deepEqual(tried, []);
  assert.equal(box.pending(), 2);
  box.wake();
  await clock.runFor(1);
  assert.deepEqual(tried, ['one@60000', 'two@60000']);
  assert.equal(box.pending(), 0);
});

test('what has to wait is tried again after growing pauses, and holds up its own lane only', async () => {
  const { clock, box, tried, add } = scripted();
  box.wake();
  add('ben', 'one', 'later', 'later', 'later');
  add('ben', 'two');
  add('cid', 'other');
  await clock.runFor(20_000);
  assert.deepEqual(tried, ['one@0', 'other@0', 'one@1000', 'one@3000', 'one@7000', 'two@7000']);
});

test('sleeping stops the pauses, waking tries at once', async () => {
  const { clock, box, tried, add } = scripted();
  box.wake();
  add('ben', 'one', 'later');
  await clock.runFor(500);
  box.sleep();
  await clock.runFor(60_000);
  assert.deepEqual(tried, ['one@0']);
  box.wake();
  await clock.runFor(1);
  assert.deepEqual(tried, ['one@0', 'one@60500']);
});
