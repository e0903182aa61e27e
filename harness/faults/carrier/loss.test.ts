import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('frames are lost and sent again; each message arrives once, and after healing nothing is lost', async () => {
  const { desk, world, ana, ben, entries, anaWrites, settle, receivedByBen } = await smallStage();
  await anaWrites('before');
  const framesFor = async (body: string): Promise<number> => {
    const before = entries('wire.sent').length;
    ana.user.send(ben.msisdn, body);
    assert.equal(await settle(3_600_000), true);
    return entries('wire.sent').length - before;
  };
  const usual = await framesFor('usual');
  await desk.inject('carrier.loss', { phone: 'ana', rate: 0.5 });
  let more = 0;
  for (const body of ['one', 'two', 'three']) more += (await framesFor(body)) - usual;
  assert.ok(more > 0, 'nothing had to be sent again');
  await desk.healAll();
  assert.equal(world.network.conditions('ana', 'north').loss, 0);
  assert.equal(await framesFor('after'), usual);
  assert.deepEqual(receivedByBen(), ['before', 'usual', 'one', 'two', 'three', 'after']);
});
