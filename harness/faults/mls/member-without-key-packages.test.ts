import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWorld } from '../../../simulators/group-world.test-support.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { faultStage } from '../../stage/fault-stage.ts';
import { faultDesk } from '../fault-desk.ts';
import { smallStage } from '../small-stage.test-support.ts';

const seed = testSeed();

test('who writes to it alone waits, and nothing goes in clear', async () => {
  const { desk, entries, settle, ana, ben, clock, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.memberWithoutKeyPackages', { phone: 'ben' });
  ana.user.send(ben.msisdn, 'one');
  await clock.runFor(30_000);
  assert.deepEqual([receivedByBen(), sentByAna()], [[], ['one sending']]);
  assert.equal(entries('carrier.claimed').length, 0);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['one']);
  assert.ok(entries('handset.sent').every(({ data }) => data.encrypted));
});

test(`it keeps a whole group from being encrypted; later ones are (seed ${seed})`, async () => {
  const w = await groupWorld(seed, [
    { name: 'ana', os: 'android', carrier: 'north' },
    { name: 'ben', os: 'ios', carrier: 'south' },
    { name: 'cleo', os: 'android', carrier: 'south' },
  ]);
  const desk = faultDesk(faultStage(w.world));
  const make = async (subject: string): Promise<string | undefined> => {
    const { id } = w.phone('ana').createGroup([w.msisdn('ben'), w.msisdn('cleo')], subject);
    assert.equal(await w.settle(), true);
    return w.phone('ana').conversation(id)?.transport;
  };
  await desk.inject('mls.memberWithoutKeyPackages', { phone: 'cleo' });
  assert.equal(await make('Without Cleo’s keys'), 'rcs');
  await desk.healAll();
  assert.equal(await make('With them'), 'rcs-encrypted');
  w.world.end();
});
