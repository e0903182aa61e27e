import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { testStage } from '../test-stage.ts';
import { allOf, enterpriseRig } from './fixture-rig.ts';

test('while the disk is full writes are refused with 503 and reads go on; afterwards everything comes in, once', async () => {
  const rig = await enterpriseRig('disk full');
  rig.exchangeMessage('M1', 'hello');
  await rig.clock.runFor(5000);
  await rig.desk.inject('enterprise.diskFull', {}, 20_000);
  rig.exchangeMessage('M2', 'is there room?');
  await rig.clock.runFor(15_000);
  assert.deepEqual(await rig.kept(), allOf('M1'));
  assert.deepEqual(rig.outcomes().toSorted(), [201, 204, 503]);
  const refusals = [...rig.entries('archive.refused'), ...rig.entries('webhook.refused')];
  assert.ok(refusals.length > 0);
  for (const { http_status, reason } of refusals) {
    assert.deepEqual([http_status, reason], [503, 'unavailable: the store failed with SQLITE_FULL']);
  }
  await rig.clock.runFor(25_000);
  assert.ok(rig.quiet());
  assert.deepEqual(await rig.kept(), allOf('M1', 'M2'));
});

test('a process that is started anew finds the disk as full as it was', async () => {
  const rig = await enterpriseRig('full and killed');
  const full = await rig.desk.inject('enterprise.diskFull', {});
  await rig.desk.inject('enterprise.killed', { moment: 'at-once' }, 1000);
  rig.exchangeMessage('M1', 'hello');
  await rig.clock.runFor(10_000);
  assert.ok(rig.outcomes().includes(503));
  assert.deepEqual(await rig.kept(), []);
  await rig.desk.heal(full);
  await rig.clock.runFor(25_000);
  assert.deepEqual(await rig.kept(), allOf('M1'));
});

test("somebody else's disk is left alone", async () => {
  const stage = { ...testStage(), subject: 'any-subject' as const };
  await assert.rejects(faultDesk(stage).inject('enterprise.diskFull', {}), /theirs to fill/);
});
