import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('who missed commits asks for them, follows one by one, and reads what was written after them', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await anaWrites('one');
  const lost = await desk.inject('mls.commitLost', { phone: 'ben' });
  await desk.inject('mls.rotateKeys', { phone: 'ana' });
  await settle();
  await desk.inject('mls.rotateKeys', { phone: 'ana' });
  assert.equal(await settle(), true);
  const ofBen = () => entries('mls.epoch').filter(({ data }) => data.phone === 'ben');
  assert.deepEqual(
    ofBen().map(({ data }) => data.by),
    ['joined'],
    'he knows of none of them',
  );
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
  assert.deepEqual(sentByAna(), ['one displayed', 'two displayed']);
  assert.deepEqual(
    ofBen().map(({ data }) => data.by),
    ['joined', 'commit', 'commit'],
  );
  assert.deepEqual(
    entries('carrier.caught_up').map(({ data }) => data.messages),
    [2],
  );
  assert.deepEqual(entries('mls.resent'), [], 'nothing had to be sent again');

  await desk.heal(lost);
  await desk.inject('mls.rotateKeys', { phone: 'ana' });
  assert.equal(await settle(), true);
  assert.equal(ofBen().length, 4, 'healed, they arrive by themselves');
});

test('no phone of that name, no fault', async () => {
  const { desk } = await smallStage();
  await assert.rejects(desk.inject('mls.commitLost', { phone: 'nobody' }), /no phone "nobody"/);
});
