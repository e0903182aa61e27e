import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { testStage } from '../test-stage.ts';
import { allOf, enterpriseRig } from './fixture-rig.ts';

for (const moment of ['at-once', 'before-answer', 'after-answer'] as const) {
  test(`dead ${moment}, nobody answers until it heals; then everything is there, once`, async () => {
    const rig = await enterpriseRig(`killed ${moment}`);
    rig.exchangeMessage('M1', 'hello');
    await rig.clock.runFor(5000);
    await rig.desk.inject('enterprise.killed', { moment }, 20_000);
    rig.exchangeMessage('M2', 'are you there?');
    await rig.clock.runFor(15_000);
    assert.ok(!rig.quiet());
    await assert.rejects(rig.kept(), /ECONNREFUSED/);
    const codes = rig.outcomes();
    assert.ok(codes.includes('ECONNREFUSED'));
    assert.equal(codes.includes('ECONNRESET'), moment === 'before-answer');
    await rig.clock.runFor(25_000);
    assert.ok(rig.quiet());
    assert.deepEqual(await rig.kept(), allOf('M1', 'M2'));
  });
}

test('what was committed before the answer was lost is recognised when it comes again', async () => {
  const rig = await enterpriseRig('recognised');
  await rig.desk.inject('enterprise.killed', {}, 5000);
  rig.exchangeMessage('M1', 'hello');
  await rig.clock.runFor(40_000);
  const again = [...rig.entries('archive.stored'), ...rig.entries('webhook.received')].filter(
    ({ duplicate }) => duplicate,
  );
  assert.equal(again.length, 1);
  assert.deepEqual(await rig.kept(), allOf('M1'));
});

test('an enterprise that nobody wrote to while the fault lasted is as it was', async () => {
  const rig = await enterpriseRig('idle');
  const fault = await rig.desk.inject('enterprise.killed', { moment: 'before-answer' });
  await assert.rejects(rig.desk.inject('enterprise.killed', { moment: 'at-once' }), /active already/);
  assert.deepEqual(await rig.kept(), []);
  await rig.desk.heal(fault);
  rig.exchangeMessage('M1', 'hello');
  await rig.clock.runFor(5000);
  assert.deepEqual(rig.outcomes(), [201, 204]);
  assert.deepEqual(await rig.kept(), allOf('M1'));
});

test("somebody else's process is left alone", async () => {
  const stage = { ...testStage(), subject: 'any-subject' as const };
  await assert.rejects(faultDesk(stage).inject('enterprise.killed', {}), /theirs to kill/);
});
