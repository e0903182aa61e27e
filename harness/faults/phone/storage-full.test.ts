import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

test('the agent says that it can keep nothing, and archives from memory; afterwards it keeps its queue again', async () => {
  const { desk, entries, anaWrites, ana } = await smallStage();
  const problems = (): number =>
    entries('handset.problem').filter(({ data }) => data.doing === 'keep the archival queue').length;
  await desk.inject('phone.storageFull', { phone: 'ana' });
  await anaWrites('one');
  assert.ok(problems() > 0);
  assert.equal(entries('archive.stored').filter(({ data }) => data.custodian === ana.msisdn).length, 1);
  const before = problems();
  await desk.healAll();
  await anaWrites('two');
  assert.equal(problems(), before);
  assert.equal(entries('archive.stored').filter(({ data }) => data.custodian === ana.msisdn).length, 2);
});
