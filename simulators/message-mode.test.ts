import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallWorld } from './small-world.test-support.ts';

test('a short text that is encrypted fits pager mode in compact form, a longer one takes a session', async () => {
  const { ana, ben, settle, entries } = await smallWorld('modes');
  for (const characters of [1, 60, 200]) {
    ana.user.send(ben.msisdn, 'x'.repeat(characters));
    await settle();
  }
  assert.deepEqual(
    entries('handset.sent').map(({ data }) => [data.mode, data.encrypted]),
    [
      ['pager', true],
      ['pager', true],
      ['session', true],
    ],
  );
  assert.equal(entries('carrier.refused').length, 0);
});
