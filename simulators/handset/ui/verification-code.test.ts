import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verificationCode } from './verification-code.ts';

const authenticator = (fill: number): string => Buffer.alloc(32, fill).toString('base64');

test('members of one epoch compare equal codes, members of a fork do not', () => {
  assert.deepEqual(verificationCode(authenticator(1)), verificationCode(authenticator(1)));
  assert.notDeepEqual(verificationCode(authenticator(1)), verificationCode(authenticator(2)));
});

test('a code is twelve groups of five digits', () => {
  const code = verificationCode(authenticator(3));
  assert.equal(code.length, 12);
  for (const group of code) assert.match(group, /^\d{5}$/u);
});
