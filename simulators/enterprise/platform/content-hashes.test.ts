import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentHashes } from './content-hashes.ts';

test('the sender’s claim counts before the recipient’s, a stranger’s not at all', () => {
  const hashes = contentHashes(10);
  hashes.claim('M1', 'stranger', { version: 1, contentHash: 's' });
  assert.equal(hashes.find('M1', 'sender', 'recipient'), null);
  hashes.claim('M1', 'recipient', { version: 1, contentHash: 'b' });
  assert.equal(hashes.find('M1', 'sender', 'recipient'), 'b');
  hashes.claim('M1', 'sender', { version: 1, contentHash: 'a' });
  assert.equal(hashes.find('M1', 'sender', 'recipient'), 'a');
});

test('the oldest messages are forgotten', () => {
  const hashes = contentHashes(2);
  for (const id of ['M1', 'M2', 'M3']) hashes.claim(id, 'sender', { version: 1, contentHash: id });
  assert.deepEqual(
    ['M1', 'M2', 'M3'].map((id) => hashes.find(id, 'sender', 'recipient')),
    [null, 'M2', 'M3'],
  );
});
