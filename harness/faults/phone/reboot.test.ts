import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the phone is off and its archival agent with it; on again it sends what was typed and gets what it missed', async () => {
  const { desk, entries, ana, ben, clock, settle, anaWrites, receivedByBen } = await smallStage();
  await anaWrites('before');
  ben.user.send(ana.msisdn, 'just before it went off');
  await desk.inject('phone.reboot', { phone: 'ben' }, 90_000);
  ana.user.send(ben.msisdn, 'one');
  const before = entries('wire.sent').filter(({ data }) => data.from === 'ben').length;
  await clock.runFor(80_000);
  assert.equal(entries('wire.sent').filter(({ data }) => data.from === 'ben').length, before);
  assert.equal(await settle(), true);
  assert.deepEqual(receivedByBen(), ['before', 'one']);
  assert.equal(
    ana.user.look(ben.msisdn).bubbles.some(({ body }) => body === 'just before it went off'),
    true,
  );
});
