import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

/** Ben loses his keys, and Ana writes to him. */
async function lost(quota: boolean) {
  const stage = await smallStage();
  await stage.anaWrites('one');
  if (quota) await stage.desk.inject('mls.externalCommitQuota', {});
  stage.ben.handset.reinstall();
  await stage.settle();
  await stage.anaWrites('two');
  const ways = new Set(stage.entries('mls.epoch').map(({ data }) => data.by));
  const refused = stage.entries('carrier.commit').flatMap(({ data }) => data.reason ?? []);
  return { ...stage, ways, refused };
}

test('who lost its keys comes back by the next rung', async () => {
  const { ways, refused, receivedByBen } = await lost(true);
  assert.ok(refused.includes('epoch-advancement-quota-reached'));
  assert.ok(!ways.has('external-commit'), 'nobody came from outside');
  assert.deepEqual(receivedByBen(), ['two']);
});

test('healed, or never there, it refuses nobody', async () => {
  assert.deepEqual((await lost(false)).refused, []);
  const { desk, ben, settle, entries, anaWrites, receivedByBen } = await lost(true);
  await desk.healAll();
  const before = entries('carrier.commit').length;
  ben.handset.reinstall();
  await settle();
  await anaWrites('three');
  assert.deepEqual(receivedByBen(), ['three']);
  const after = entries('carrier.commit').slice(before);
  assert.ok(after.length > 0 && after.every(({ data }) => data.accepted));
});
