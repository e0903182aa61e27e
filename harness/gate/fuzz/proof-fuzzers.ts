import assert from 'node:assert/strict';
import { mangledBytes, mangledJson, pick } from '../../../simulators/enterprise/fixture-input.ts';
import { logVerifierKey, signCheckpoint } from '../../../simulators/enterprise/log/checkpoint.ts';
import { commit } from '../../../simulators/enterprise/log/commitment.ts';
import { type MemoryLog, memoryLog } from '../../../simulators/enterprise/log/memory-log.ts';
import { consistencyPath, inclusionPath, rootOf } from '../../../simulators/enterprise/log/tree.ts';
import { ed25519Key } from '../../../simulators/enterprise/standard-webhooks/keys.ts';
import { type Random, seededRandom } from '../../../simulators/kernel/random.ts';
import type { CommittedRecord, ProofFile } from '../../subject/contract/log.ts';
import { isCheckpointOf, parseCheckpoint } from '../../subject/proof/checkpoint.ts';
import { verifyConsistency, verifySubtreeConsistency } from '../../subject/proof/consistency.ts';
import { verifyInclusion, verifySubtreeInclusion } from '../../subject/proof/inclusion.ts';
import { leafHash } from '../../subject/proof/merkle.ts';
import { verifyProofText } from '../../subject/proof/proof-file.ts';
import { parseVerifierKey, type VerifierKey } from '../../subject/proof/signed-note.ts';

/** A log that tells the truth, to make lies of. */
interface Honest {
  readonly key: VerifierKey;
  readonly keyText: string;
  readonly log: MemoryLog;
  readonly checkpoint: string;
  readonly file: ProofFile;
}

const leaves = 300;
const proven = 137;
const tenant = 'tenant-1';
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const committed = {
  ...{ record_id: 'rec_1', tenant, message_id: 'M1', logical_message_id: 'M1', custodian: '+447700900001' },
  ...{ peer: '+447700900002', direction: 'out' as const, version: 1, change: 'created' as const, content_hash: null },
  ...{ device_timestamp: '2026-11-22T12:00:00.000Z', sealed_sha256: null, manifest_sha256: null },
  ...{ device_id: 'dev_1', archived_at: '2026-11-22T12:00:01.000Z' },
} satisfies CommittedRecord;

function honest(): Honest {
  const random = seededRandom('honest log');
  const signing = ed25519Key('log-1', random.split('key'));
  const keyText = logVerifierKey(tenant, signing);
  const nonce = random.bytes(32);
  const leaf = commit(nonce, committed);
  const log = memoryLog();
  for (let index = 0; index < leaves; index++) log.append(leafHash(index === proven ? leaf : random.bytes(32)));
  const checkpoint = signCheckpoint(tenant, signing, leaves, rootOf(log, leaves));
  const inclusion_path = inclusionPath(log, proven, leaves).map(base64);
  const record = { committed, nonce: base64(nonce), leaf: base64(leaf), leaf_index: proven, inclusion_path };
  const key = parseVerifierKey(keyText);
  assert.ok(key);
  return { key, keyText, log, checkpoint, file: { v: 1, record_id: 'rec_1', checkpoint, record, tombstone: null } };
}

let made: Honest | undefined;
function truth(): Honest {
  made ??= honest();
  return made;
}

const draw = (fuzzer: string, seed: number, index: number): Random => seededRandom(`${fuzzer} ${seed} ${index}`);

/** A text mangled as bytes, as people and middleboxes mangle it, or repeated. */
function mangledText(random: Random, text: string): string {
  const how = random.below(5);
  if (how === 0) return text.replaceAll('\n', '\r\n');
  if (how === 1) return `${text}${text}`;
  if (how === 2) return text.split('\n').reverse().join('\n');
  const bytes = Buffer.from(mangledBytes(random, Buffer.from(text)));
  return how === 3 ? bytes.toString('latin1') : bytes.toString();
}

/** A checkpoint that is accepted says what was signed, whatever was done to its text. */
function checkpoints(seed: number, index: number): void {
  const random = draw('checkpoints', seed, index);
  const { key, checkpoint } = truth();
  const found = parseCheckpoint(mangledText(random, checkpoint));
  if (!found || !isCheckpointOf(found, key)) return;
  assert.deepEqual([found.origin, found.size], [key.name, leaves]);
  assert.equal(found.note.text, parseCheckpoint(checkpoint)?.note.text);
}

/** A proof file that is accepted proves the record that was logged, whatever was done to it. */
function proofFiles(seed: number, index: number): void {
  const random = draw('proof files', seed, index);
  const { key, file } = truth();
  const text = random.chance(0.5)
    ? JSON.stringify(mangledJson(random, file))
    : mangledText(random, JSON.stringify(file));
  const verdict = verifyProofText(text ?? '', key);
  if (!verdict.ok) {
    assert.ok(verdict.problem.length > 0 && verdict.problem.length < 200, verdict.problem);
    return;
  }
  // Without its nonce and its content a file proves neither a record nor an erasure.
  assert.deepEqual(verdict.proven.committed, committed);
  assert.deepEqual([verdict.proven.leafIndex, verdict.proven.checkpoint.size], [proven, leaves]);
}

const numbers = [0, 1, 2, 3, 255, 256, 257, leaves, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 64];

/** A number that is right, near it, or odd. */
const number = (random: Random, right: number): number =>
  pick(random, [right, right + 1, right - 1, random.below(400), numbers[random.below(numbers.length)] ?? 0]);

function mangledProof(random: Random, proof: readonly Uint8Array[]): Uint8Array[] {
  const hashes = proof.map((hash) => (random.chance(0.1) ? mangledBytes(random, hash) : hash));
  const how = random.below(5);
  if (how === 0) return hashes.slice(random.below(3));
  if (how === 1) return [...hashes, random.bytes(random.below(40))];
  return how === 2 ? hashes.reverse() : hashes;
}

/** Numbers and hashes from anywhere are answered, not thrown at or worked on for ever; no false claim about a leaf holds. */
function proofs(seed: number, index: number): void {
  const random = draw('proofs', seed, index);
  const { log } = truth();
  const leaf = log.tile(0, 0).subarray(proven * 32, proven * 32 + 32);
  const root = rootOf(log, leaves);
  const [at, size] = [number(random, proven), number(random, leaves)];
  const proof = mangledProof(random, inclusionPath(log, proven, leaves));
  // A size has no part in a path but for its shape: that a leaf is where it is, is what cannot be faked.
  if (verifyInclusion({ leaf, index: at, size, root, proof })) assert.equal(at, proven);
  verifySubtreeInclusion({ leaf, index: at, start: number(random, 0), end: size, root, proof });
  const from = 1 + random.below(leaves - 1);
  const path = mangledProof(random, consistencyPath(log, from, leaves));
  const other = random.chance(0.5) ? rootOf(log, from) : random.bytes(32);
  const goesOn = verifyConsistency({
    from: number(random, from),
    to: size,
    fromRoot: other,
    toRoot: root,
    proof: path,
  });
  if (goesOn) assert.ok(size === leaves || Buffer.compare(other, rootOf(log, from)) === 0 || from === leaves);
  const range = { start: number(random, 0), end: number(random, from), size };
  verifySubtreeConsistency({ ...range, subtreeRoot: other, root, proof: path });
}

/** A key that is read is the one that was written. */
function verifierKeys(seed: number, index: number): void {
  const { key, keyText } = truth();
  const found = parseVerifierKey(mangledText(draw('verifier keys', seed, index), keyText));
  if (found) assert.deepEqual(found, key);
}

/** Seeded malformed input to everything that reads what a log or a proof file says. */
export const fuzzers = [
  { name: 'checkpoints', run: checkpoints },
  { name: 'proof-files', run: proofFiles },
  { name: 'proofs', run: proofs },
  { name: 'verifier-keys', run: verifierKeys },
];
