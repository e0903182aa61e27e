import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../../simulators/crypto/sha256.ts';
import { logVerifierKey, signCheckpoint } from '../../../simulators/enterprise/log/checkpoint.ts';
import { type MemoryLog, memoryLog } from '../../../simulators/enterprise/log/memory-log.ts';
import { consistencyPath, inclusionPath, rootOf } from '../../../simulators/enterprise/log/tree.ts';
import { ed25519Key } from '../../../simulators/enterprise/standard-webhooks/keys.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { isCheckpointOf, parseCheckpoint } from './checkpoint.ts';
import { verifyConsistency } from './consistency.ts';
import { verifyInclusion } from './inclusion.ts';
import { leafHash, nodeHash } from './merkle.ts';
import { parseVerifierKey } from './signed-note.ts';

const seed = testSeed();
const leafData = (index: number): Uint8Array => sha256(Buffer.from(`leaf ${index}`));

/** Beyond one full tile of level 1 would be 65,536 leaves; the edges of level 0 and 1 are what matters. */
const largest = 70_000;
const log: MemoryLog = memoryLog();
for (let index = 0; index < largest; index++) log.append(leafHash(leafData(index)));

/** The root by RFC 6962's definition, without tiles. */
function rootByDefinition(start: number, end: number): Uint8Array {
  if (end - start === 1) return leafHash(leafData(start));
  let middle = 1;
  while (middle * 2 < end - start) middle *= 2;
  return nodeHash(rootByDefinition(start, start + middle), rootByDefinition(start + middle, end));
}

/** Sizes near the edges of tiles, where mistakes are, and any other. */
const size = fc.oneof(
  fc.integer({ min: 1, max: largest }),
  fc.constantFrom(1, 2, 3, 4, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, 65_793),
  fc.integer({ min: 1, max: 300 }),
);
const within = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The same bytes with one bit flipped, anywhere in the proof. */
function flipped(proof: readonly Uint8Array[], where: number): Uint8Array[] {
  const bit = Math.floor(where * proof.length * 256);
  return proof.map((hash, index) => {
    const copy = Uint8Array.from(hash);
    const byte = (bit >> 3) & 31;
    if (index === bit >> 8) copy[byte] = (copy[byte] ?? 0) ^ (1 << (bit & 7));
    return copy;
  });
}

test(`the root from tiles is RFC 6962's (seed ${seed})`, () => {
  for (const leaves of [1, 2, 3, 5, 7, 8, 255, 256, 257, 700]) {
    assert.deepEqual(rootOf(log, leaves), rootByDefinition(0, leaves), String(leaves));
  }
});

test(`inclusion proofs of our log verify, and with a bit flipped they do not (seed ${seed})`, () => {
  fc.assert(
    fc.property(size, within, within, (leaves, which, where) => {
      const index = Math.floor(which * leaves);
      const proof = inclusionPath(log, index, leaves);
      const claim = { leaf: leafHash(leafData(index)), index, size: leaves, root: rootOf(log, leaves), proof };
      assert.ok(verifyInclusion(claim));
      assert.ok(proof.length <= Math.ceil(Math.log2(leaves)) + 1);
      if (proof.length > 0) assert.ok(!verifyInclusion({ ...claim, proof: flipped(proof, where) }));
      assert.ok(!verifyInclusion({ ...claim, leaf: flipped([claim.leaf], where)[0] ?? claim.leaf }));
      assert.ok(!verifyInclusion({ ...claim, root: flipped([claim.root], where)[0] ?? claim.root }));
      assert.ok(!verifyInclusion({ ...claim, proof: [...proof, claim.root] }));
      assert.ok(leaves === 1 || !verifyInclusion({ ...claim, index: (index + 1) % leaves }));
    }),
    { seed, numRuns: 300 },
  );
});

test(`consistency proofs of our log verify, and with a bit flipped they do not (seed ${seed})`, () => {
  fc.assert(
    fc.property(size, size, within, (a, b, where) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const proof = consistencyPath(log, from, to);
      const claim = { from, to, fromRoot: rootOf(log, from), toRoot: rootOf(log, to), proof };
      assert.ok(verifyConsistency(claim));
      if (proof.length > 0) assert.ok(!verifyConsistency({ ...claim, proof: flipped(proof, where) }));
      assert.ok(!verifyConsistency({ ...claim, fromRoot: flipped([claim.fromRoot], where)[0] ?? claim.fromRoot }));
      assert.ok(!verifyConsistency({ ...claim, toRoot: flipped([claim.toRoot], where)[0] ?? claim.toRoot }));
      assert.ok(from === to || !verifyConsistency({ ...claim, from: to, to: from }));
    }),
    { seed, numRuns: 300 },
  );
});

test('a log whose leaf was rewritten is consistent with none of its states from then on', () => {
  const rewritten = memoryLog();
  for (let index = 0; index < 600; index++) rewritten.append(leafHash(leafData(index === 100 ? -1 : index)));
  for (const from of [101, 200, 256, 512, 600]) {
    const proof = consistencyPath(rewritten, from, 600);
    const claim = { from, to: 600, fromRoot: rootOf(log, from), toRoot: rootOf(rewritten, 600), proof };
    assert.ok(!verifyConsistency(claim), String(from));
  }
});

test('a checkpoint of ours verifies with the key that names its log, and with no other', () => {
  const random = seededRandom(seed);
  const [key, other] = [ed25519Key('log', random.split('log')), ed25519Key('log', random.split('other'))];
  const verifier = parseVerifierKey(logVerifierKey('tenant-1', key)) ?? assert.fail('no key');
  const note = signCheckpoint('tenant-1', key, 5, rootOf(log, 5));
  const checkpoint = parseCheckpoint(note) ?? assert.fail('no checkpoint');
  assert.equal(checkpoint.size, 5);
  assert.deepEqual(Uint8Array.from(checkpoint.root), rootOf(log, 5));
  assert.ok(isCheckpointOf(checkpoint, verifier));
  const forged = [
    signCheckpoint('tenant-1', other, 5, rootOf(log, 5)),
    signCheckpoint('tenant-2', key, 5, rootOf(log, 5)),
  ];
  for (const text of [...forged, note.replace('\n5\n', '\n6\n')]) {
    assert.ok(!isCheckpointOf(parseCheckpoint(text) ?? assert.fail('no checkpoint'), verifier));
  }
});
