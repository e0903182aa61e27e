import assert, { AssertionError } from 'node:assert/strict';
import { test } from 'node:test';
import { recovering } from './recovery.ts';

function phone() {
  const renewals: string[] = [];
  return {
    renewals,
    options: { phone: 'ben', renew: async ({ class: blame }: { class: string }) => void renewals.push(blame) },
  };
}

test('what works is done once, without a word', async () => {
  const { options, renewals } = phone();
  assert.deepEqual(await recovering(options, async () => 7), { value: 7, incident: null });
  assert.deepEqual(renewals, []);
});

test('a lost session is the device’s: it is made anew, and what was asked is asked once more', async () => {
  const { options, renewals } = phone();
  let tries = 0;
  const { value, incident } = await recovering(options, async () => {
    if (++tries === 1) throw new Error('Could not proxy command to the remote server. ECONNREFUSED\n  at somewhere');
    return tries;
  });
  assert.equal(value, 2);
  assert.deepEqual(incident, {
    phone: 'ben',
    class: 'device',
    message: 'Could not proxy command to the remote server. ECONNREFUSED',
  });
  assert.deepEqual(renewals, ['device']);
});

test('the product’s failures are never got over, nor is a phone that is lost again', async () => {
  const { options, renewals } = phone();
  const broken = async (): Promise<never> => {
    throw new AssertionError({ message: 'socket hang up was not shown' });
  };
  await assert.rejects(recovering(options, broken), AssertionError);
  assert.deepEqual(renewals, []);
  const gone = async (): Promise<never> => {
    throw new Error('socket hang up');
  };
  await assert.rejects(recovering(options, gone), /socket hang up/);
  assert.deepEqual(renewals, ['device']);
});
