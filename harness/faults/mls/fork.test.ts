import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWorld } from '../../../simulators/group-world.test-support.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';
import { smallStage } from '../small-stage.test-support.ts';

test('both are told that theirs was accepted, the fork is named, and what was written in it arrives', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  const inject = () => desk.inject('mls.fork', { phone: 'ana', peer: 'ben' });
  await assert.rejects(inject(), /in no group yet/);
  await anaWrites('one');
  await inject();
  assert.equal(await settle(), true);
  const branches = entries('mls.epoch').filter(({ data }) => data.epoch === '2');
  assert.deepEqual(
    branches.map(({ data }) => `${data.phone} ${data.by}`),
    ['ana own-commit', 'ben own-commit'],
  );
  assert.equal(new Set(branches.map(({ data }) => data.epoch_authenticator)).size, 2);
  await anaWrites('two');
  assert.ok(entries('mls.fork').some(({ data }) => data.phone === 'ben' && data.epoch === '2'));
  assert.deepEqual(receivedByBen(), ['one', 'two']);
});

test('when nobody speaks, healing brings the fork out, and one branch is left', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('one');
  await desk.inject('mls.fork', { phone: 'ana', peer: 'ben' });
  await settle();
  await desk.healAll();
  assert.equal(await settle(), true);
  const standing = new Map(entries('mls.epoch').map(({ data }) => [data.phone, data.epoch_authenticator]));
  assert.equal(new Set(standing.values()).size, 1);
  assert.ok(entries('carrier.commit').some(({ data }) => !data.accepted || data.epoch > 1));
  const commits = entries('carrier.commit').length;
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
  assert.equal(entries('carrier.commit').length, commits, 'nothing is left of the fault');
});

test('the carrier that does not host the group forks nothing else', async () => {
  const w = await groupWorld(testSeed(), [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'ben', os: 'ios', carrier: 'south' },
    { name: 'cleo', os: 'android', carrier: 'south' },
  ]);
  const desk = faultDesk(faultStage(w.world));
  const say = (from: string, to: string, body: string): void =>
    w.phone(from).send(w.phone(from).open(w.msisdn(to)).id, body);
  say('ana', 'ben', 'one');
  say('cleo', 'ben', 'two');
  assert.equal(await w.settle(), true);
  await desk.inject('mls.fork', { phone: 'ana', peer: 'ben' });
  await w.clock.runFor(6000);
  void w.phone('cleo').rotateKeys(w.msisdn('ben'));
  await w.clock.runFor(1000);
  const rotated = w.entries('mls.epoch').filter(({ data }) => data.epoch === '2');
  const group = rotated.find(({ data }) => data.phone === 'cleo')?.data.group_id;
  const reached = rotated.filter(({ data }) => data.group_id === group).map(({ data }) => data.phone);
  assert.deepEqual(reached.toSorted(), ['ben', 'cleo'], 'the commit of another group was kept from its other member');
  await desk.healAll();
  assert.equal(await w.settle(), true);
  w.world.end();
});
