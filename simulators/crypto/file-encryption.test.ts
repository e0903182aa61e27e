import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../kernel/test-seed.ts';
import { openFile, padme, sealFile } from './file-encryption.ts';

const seed = testSeed();
const key = { material: Buffer.alloc(32, 7), iv: Buffer.alloc(12, 9) };

test(`what was sealed opens, padded, and under nothing else (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(), (message, at) => {
      const { ciphertext, tag } = sealFile(key, 'group_subject', message);
      assert.equal(ciphertext.length, 8 + padme(message.length));
      assert.deepEqual(openFile(key, 'group_subject', ciphertext, tag), Uint8Array.from(message));
      assert.equal(openFile(key, 'group_icon', ciphertext, tag), undefined);
      const changed = Uint8Array.from(ciphertext);
      changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
      assert.equal(openFile(key, 'group_subject', changed, tag), undefined);
    }),
    { seed, numRuns: 100 },
  );
});

test('padding grows in steps', () => {
  assert.deepEqual([0, 1, 2, 9, 17, 100, 1000, 1025].map(padme), [0, 1, 2, 10, 18, 104, 1024, 1088]);
});
