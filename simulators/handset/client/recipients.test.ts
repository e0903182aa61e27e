import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recipients } from './recipients.ts';

test('a message is as far as the least of its recipients, once all have answered', () => {
  const followed = recipients();
  followed.follow('m1', ['ben', 'cy']);
  const says = (from: string, status: 'delivered' | 'displayed' | 'failed') =>
    followed.receipted('m1', from, status)?.status;
  assert.equal(says('ben', 'delivered'), undefined);
  assert.equal(says('ben', 'displayed'), undefined);
  assert.equal(says('cy', 'delivered'), 'delivered');
  assert.equal(says('cy', 'displayed'), 'displayed');
  assert.equal(says('dora', 'displayed'), undefined, 'nobody sent it to her');
  assert.equal(followed.receipted('m2', 'ben', 'delivered'), undefined);
});

test('whoever is named later is waited for as well, and what was said before stays said', () => {
  const followed = recipients();
  followed.follow('m1', ['ben']);
  followed.receipted('m1', 'ben', 'delivered');
  followed.follow('m1', ['ben', 'cy']);
  assert.equal(followed.receipted('m1', 'ben', 'displayed')?.status, undefined);
  assert.equal(followed.receipted('m1', 'cy', 'delivered')?.status, 'delivered');
  const failed = followed.receipted('m1', 'cy', 'failed');
  assert.deepEqual(
    [failed?.status, failed?.failedFor],
    ['delivered', []],
    'what one of several devices could do counts',
  );
});
