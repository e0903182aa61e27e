import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptContainer } from './kept-container.ts';

function watched() {
  const done: string[] = [];
  const act = (what: string) => async (): Promise<void> => void done.push(what);
  const it = { nowMs: 1_000 };
  const container = keptContainer(
    { name: 'box', kill: act('kill'), start: act('start'), pause: act('pause'), resume: act('resume') },
    () => it.nowMs,
  );
  return { done, container, it };
}

test('a container that is killed or paused when its world ends is put back, and one that is not is left alone', async () => {
  const { done, container } = watched();
  await container.restore();
  await container.kill();
  await container.restore();
  await container.pause();
  await container.resume();
  await container.restore();
  await container.pause();
  await container.restore();
  assert.deepEqual(done, ['kill', 'start', 'pause', 'resume', 'pause', 'resume']);
});

test('its silence is excused while it is stopped and while it starts', async () => {
  const { container, it } = watched();
  assert.ok(container.excusedUntilMs() <= 41_000);
  await container.pause();
  assert.equal(container.excusedUntilMs(), Number.POSITIVE_INFINITY);
  it.nowMs = 100_000;
  await container.resume();
  assert.equal(container.excusedUntilMs(), 140_000);
});
