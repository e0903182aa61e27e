import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { testStage } from '../test-stage.ts';

/** A stage whose subject is in a container that notes what is done to it. */
function contained() {
  const orders: string[] = [];
  const told = (order: string) => async (): Promise<void> => void orders.push(order);
  const container = {
    name: 'archive',
    kill: told('kill'),
    start: told('start'),
    pause: told('pause'),
    resume: told('resume'),
  };
  const stage = { ...testStage(), subject: 'any-subject' as const, container };
  return { desk: faultDesk(stage), orders };
}

test('a container is killed and started again, or paused and resumed', async () => {
  const { desk, orders } = contained();
  await desk.heal(await desk.inject('enterprise.containerStopped', {}));
  await desk.heal(await desk.inject('enterprise.containerStopped', { how: 'paused' }));
  assert.deepEqual(orders, ['kill', 'start', 'pause', 'resume']);
});

test('without a container, and for ours, it says what to do instead', async () => {
  const foreign = faultDesk({ ...testStage(), subject: 'any-subject' as const });
  await assert.rejects(foreign.inject('enterprise.containerStopped', {}), /add "container" to subject\.yaml/);
  await assert.rejects(faultDesk(testStage()).inject('enterprise.containerStopped', {}), /enterprise\.killed/);
});
