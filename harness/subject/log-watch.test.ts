import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../simulators/enterprise/fixture.ts';
import { type SubjectRig, subjectRig } from './fixture.ts';
import { watchLog } from './log-watch.ts';
import type { SubjectLog } from './subject-log.ts';
import { watchSubject } from './subject-watch.ts';

type Rig = SubjectRig;

async function exchanged(rig: Rig, ...messages: readonly string[]): Promise<void> {
  rig.agents.ana.enrol();
  rig.agents.ben.enrol();
  await rig.clock.runFor(1000);
  for (const [index, id] of messages.entries()) {
    rig.exchangeMessage(id, `message ${index}`);
    await rig.clock.runFor(20_000);
  }
}

const logOf = ({ subject }: Rig): SubjectLog => subject.log ?? assert.fail('the subject has a log');

test('every record is proved, and every state of the log goes on from the one before', async () => {
  const rig = subjectRig('log watch');
  const watch = watchSubject(rig.subject, rig.journal);
  await complete(rig.clock, watch.glance());
  await exchanged(rig, 'M1');
  await complete(rig.clock, watch.glance());
  await exchanged(rig, 'M2', 'M3');
  await complete(rig.clock, watch.poll());
  await complete(rig.clock, watch.poll());
  const checkpoints = rig.entries('subject.checkpoint');
  assert.deepEqual(
    checkpoints.map(({ size, signature_verified, consistency_verified }) => [
      size,
      signature_verified,
      consistency_verified,
    ]),
    [
      [0, true, null],
      [2, true, true],
      [6, true, true],
    ],
  );
  const proofs = rig.entries('subject.proof');
  assert.deepEqual(
    proofs.map(({ leaf_index }) => leaf_index),
    [0, 1, 2, 3, 4, 5],
  );
  assert.ok(proofs.every(({ inclusion_verified, problem }) => inclusion_verified && problem === null));
  assert.deepEqual(rig.entries('subject.error'), []);
});

/** What a watch makes of a log that lies. */
async function watched(lie: (log: SubjectLog, rig: Rig) => Partial<SubjectLog>) {
  const rig = subjectRig('lying log');
  await exchanged(rig, 'M1');
  const log = logOf(rig);
  const watch = watchLog({ ...log, ...lie(log, rig) }, rig.journal);
  await complete(rig.clock, watch.poll());
  await exchanged(rig, 'M2');
  const { records } = await complete(rig.clock, rig.subject.records());
  for (const record of records) watch.seen(record);
  await complete(rig.clock, watch.poll());
  return {
    checkpoints: rig.entries('subject.checkpoint'),
    proofs: rig.entries('subject.proof'),
    errors: rig.entries('subject.error'),
    poll: () => complete(rig.clock, watch.poll()),
    rig,
  };
}

test('a log that is not lying is found to be right', async () => {
  const { checkpoints, proofs } = await watched(() => ({}));
  assert.ok(checkpoints.length === 2 && checkpoints.every(({ signature_verified }) => signature_verified));
  assert.ok(proofs.length === 4 && proofs.every(({ inclusion_verified }) => inclusion_verified));
});

test('a proof of another record, and none at all, are found out', async () => {
  const other = await watched((log, rig) => ({
    async proof() {
      const { records } = await rig.subject.records();
      return log.proof(records[0]?.record_id ?? '');
    },
  }));
  assert.deepEqual(
    other.proofs.map(({ inclusion_verified }) => inclusion_verified),
    [true, false, false, false],
  );
  const none = await watched(() => ({ proof: async () => undefined }));
  assert.ok(none.proofs.length === 4 && none.proofs.every(({ problem }) => problem?.includes('no proof')));
});

test('a checkpoint that somebody else signed, and one that is none, are found out', async () => {
  const forged = await watched((log) => ({
    checkpoint: async () => (await log.checkpoint()).replace(/.(?==\n$)/, (last) => (last === 'A' ? 'E' : 'A')),
  }));
  assert.ok(forged.checkpoints.length > 0);
  assert.ok(forged.checkpoints.filter(({ signature_verified }) => !signature_verified).length > 0);
  const nonsense = await watched(() => ({ checkpoint: async () => 'hello\n' }));
  assert.equal(nonsense.checkpoints[0]?.origin, null);
  assert.equal(nonsense.checkpoints[0]?.signature_verified, false);
});

test('a log that goes back, and a proof of consistency that proves nothing, are found out', async () => {
  const seen: string[] = [];
  const back = await watched((log) => ({
    async checkpoint() {
      seen.push(await log.checkpoint());
      return seen.length === 3 ? (seen[0] ?? '') : (seen.at(-1) ?? '');
    },
  }));
  assert.ok(back.checkpoints.every(({ consistency_verified }) => consistency_verified !== false));
  await back.poll();
  assert.equal(back.checkpoints.length, 2);
  assert.equal(back.rig.entries('subject.checkpoint').at(-1)?.consistency_verified, false);

  const unproved = await watched((log) => ({
    consistency: async (from, to) => ({ ...(await log.consistency(from, to)), consistency_path: [] }),
  }));
  assert.deepEqual(
    unproved.checkpoints.map(({ consistency_verified }) => consistency_verified),
    [null, false],
  );
});

test('what could not be answered is asked for again', async () => {
  let down = true;
  const late = await watched((log) => ({
    consistency: (from, to) => (down ? log.consistency(to, from) : log.consistency(from, to)),
  }));
  assert.deepEqual(late.proofs, []);
  assert.ok(late.errors.length > 0);
  down = false;
  await late.poll();
  assert.equal(late.rig.entries('subject.proof').length, 4);
  assert.ok(late.rig.entries('subject.checkpoint').every(({ consistency_verified }) => consistency_verified !== false));
});
