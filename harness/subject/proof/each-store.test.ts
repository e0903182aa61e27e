import assert from 'node:assert/strict';
import { ana, type ClockedWorld, upload } from '../../../simulators/enterprise/fixture.ts';
import { logVerifierKey } from '../../../simulators/enterprise/log/checkpoint.ts';
import { onEachStore, onPostgres } from '../../../simulators/enterprise/store/each-store.test-support.ts';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import { proofFile } from '../contract/log.ts';
import { archiveRecord } from '../contract/record.ts';
import { verifyProof } from './proof-file.ts';
import { changedField } from './record-commitment.ts';
import { parseVerifierKey, type VerifierKey } from './signed-note.ts';

type World = ClockedWorld<Clock>;
const base = 'http://enterprise.test';

const keyOf = ({ enterprise: { tenant } }: World): VerifierKey =>
  parseVerifierKey(logVerifierKey(tenant.id, tenant.logKey)) ?? assert.fail('no key');

/** Uploads messages of these names at the same time, each by the next of the worlds. Returns the records' ids. */
async function uploaded(worlds: readonly World[], names: readonly string[]): Promise<string[]> {
  const [first = assert.fail('no world')] = worlds;
  const enrolled = await first.enrol(ana);
  const answers = names.map((name, index) => {
    const world = worlds[index % worlds.length] ?? first;
    const copy = upload(enrolled, { message_id: name, logical_message_id: name });
    return world.ask('POST', `${base}/records`, enrolled.token, copy);
  });
  return (await Promise.all(answers)).map(({ status, json }) => {
    assert.equal(status, 201);
    return json.record_id;
  });
}

/** Verifies the proof of every record, and returns their leaves. */
async function proved(world: World, recordIds: readonly string[]): Promise<number[]> {
  const { auditorToken } = world.enterprise.tenant;
  const leaves: number[] = [];
  for (const id of recordIds) {
    const record = archiveRecord.parse((await world.ask('GET', `${base}/records/${id}`, auditorToken)).json);
    const file = proofFile.parse((await world.ask('GET', `${base}/records/${id}/proof`, auditorToken)).json);
    const verdict = verifyProof(file, keyOf(world));
    assert.ok(verdict.ok, verdict.ok ? '' : verdict.problem);
    const { committed, leafIndex } = verdict.proven;
    assert.ok(committed);
    assert.equal(changedField(record, committed), undefined);
    assert.equal(record.leaf_index, leafIndex);
    leaves.push(leafIndex);
  }
  return leaves;
}

const numbered = (from: number, count: number): string[] => Array.from({ length: count }, (_, n) => `M${from + n}`);

onEachStore('records that come at the same time have leaves without gaps, each with its proof', async ({ open }) => {
  const world = open('leaves');
  const ids = [...(await uploaded([world], numbered(0, 20))), ...(await uploaded([world], numbered(20, 5)))];
  const leaves = await proved(world, ids);
  assert.deepEqual(
    leaves.sort((a, b) => a - b),
    Array.from({ length: 25 }, (_, index) => index),
  );
});

onEachStore(
  'the proof of a record says so when the record was changed behind the archive',
  async ({ open, execute }) => {
    const world = open('changed');
    const [id = ''] = await uploaded([world], numbered(0, 3));
    const triggers = ['records_are_written_once ON records', 'records_are_written_once'];
    for (const trigger of triggers) await execute(`DROP TRIGGER ${trigger}`).catch(() => {});
    await execute(`UPDATE records SET peer = '+447700900099' WHERE record_id = '${id}'`);
    const { json } = await world.ask('GET', `${base}/records/${id}/proof`, world.enterprise.tenant.auditorToken);
    assert.deepEqual(verifyProof(proofFile.parse(json), keyOf(world)), {
      ok: false,
      problem: 'the record is not what its leaf commits to',
    });
  },
);

onEachStore(
  'an erased record leaves its entry and a tombstone, and every other proof goes on to verify',
  async ({ open }) => {
    const world = open('erased');
    const [gone = '', ...others] = await uploaded([world], numbered(0, 5));
    const { operatorToken, auditorToken } = world.enterprise.tenant;
    const before = proofFile.parse((await world.ask('GET', `${base}/records/${gone}/proof`, auditorToken)).json);
    const erasure = await world.ask('POST', `${base}/erasures`, operatorToken, { record_ids: [gone] });
    assert.equal(erasure.json.outcomes[0].outcome, 'erased');
    const file = proofFile.parse((await world.ask('GET', `${base}/records/${gone}/proof`, auditorToken)).json);
    assert.deepEqual([file.record.committed, file.record.nonce], [null, null]);
    assert.deepEqual([file.record.leaf, file.record.leaf_index], [before.record.leaf, before.record.leaf_index]);
    const verdict = verifyProof(file, keyOf(world));
    assert.ok(verdict.ok, verdict.ok ? '' : verdict.problem);
    const { reason, erased_at } = erasure.json.outcomes[0].tombstone;
    assert.deepEqual(verdict.proven.tombstone, { record_id: gone, tombstone: reason, erased_at });
    assert.equal(verdict.proven.checkpoint.size, 6);
    assert.equal((await proved(world, others)).length, 4);
    assert.ok(verifyProof(before, keyOf(world)).ok, 'what was taken home before proves what it proved');
  },
);

onPostgres('two processes that archive for one tenant at the same time share one log', async ({ open }) => {
  const worlds = [open('shared'), open('shared')];
  const [first = assert.fail('no world')] = worlds;
  const leaves = await proved(first, await uploaded(worlds, numbered(0, 20)));
  assert.deepEqual(
    leaves.sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, index) => index),
  );
});
