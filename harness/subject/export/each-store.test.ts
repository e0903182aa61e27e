import assert from 'node:assert/strict';
import { ana, ben, type ClockedWorld, upload } from '../../../simulators/enterprise/fixture.ts';
import { logVerifierKey } from '../../../simulators/enterprise/log/checkpoint.ts';
import { onEachStore } from '../../../simulators/enterprise/store/each-store.test-support.ts';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import type { ExportRequest } from '../contract/export.ts';
import { createHttpSubject } from '../http-subject.ts';
import { type Subject, SubjectError } from '../subject.ts';
import { checkExport } from './check-export.ts';
import { comparePages, readPages, recordDigest } from './compare-pages.ts';
import type { ExportSource } from './export-source.ts';

const seed = testSeed();
const base = 'http://enterprise.test';
type World = ClockedWorld<Clock>;

function subjectOf({ clock, network, enterprise: { tenant } }: World): Subject {
  const { id, archiveKey, logKey, auditorToken } = tenant;
  return createHttpSubject({
    clock,
    fetch: network.fetchFrom('harness'),
    baseUrl: base,
    credentials: { auditor: auditorToken },
    keys: { id, escrow: [], content: [], archive: [archiveKey], log: logVerifierKey(id, logKey) },
  });
}

/** Devices of two custodians, and what they upload. */
async function uploads(world: World) {
  const devices = [await world.enrol(ana), await world.enrol(ben)];
  let count = 0;
  return async (): Promise<string> => {
    const n = count++;
    const device = devices[n % 2];
    assert.ok(device);
    const copy = upload(device, { message_id: `M${n}`, logical_message_id: `M${n}` });
    const { status, json } = await world.ask('POST', `${base}/records`, device.token, copy);
    assert.equal(status, 201, JSON.stringify(json));
    return json.record_id;
  };
}

/** Everything that can be checked of an export holds; its records by id. */
function checked(subject: Subject, source: ExportSource): Map<string, string> {
  const digests = new Map<string, string>();
  const trusted = { archiveKeys: subject.archiveKeys, log: { key: subject.log?.key, checkpoints: [] } };
  const { checks } = checkExport(source, trusted, ({ record }) => digests.set(record.record_id, recordDigest(record)));
  for (const { check, outcome, findings } of checks)
    if (check !== 'consistency') assert.equal(outcome, 'held', `${check}: ${findings.join('; ')}`);
  return digests;
}

onEachStore(
  'an export in the middle of uploads holds all that was there before, verifies, and agrees with the pages',
  async ({ open }) => {
    const world = open('uploads');
    const [subject, archive] = [subjectOf(world), await uploads(world)];
    const before: string[] = [];
    for (let n = 0; n < 12; n++) before.push(await archive());
    for (const request of [{}, { compression: 'gzip' }, { format: 'eml', compression: 'zstd' }] as ExportRequest[]) {
      const pages = await world.complete(readPages(subject));
      const [source, ...during] = await world.complete(
        Promise.all([subject.takeExport(request), archive(), archive(), archive()]),
      );
      const exported = checked(subject, source);
      for (const id of before) assert.ok(exported.has(id), 'it lacks what was archived before');
      const { records, ...wrong } = await world.complete(comparePages(subject, pages, exported));
      assert.equal(records, before.length);
      assert.deepEqual(wrong, { twice: [], missing: [], differing: [], extra: [] });
      before.push(...during);
    }
  },
);

onEachStore(
  `exports among uploads and erasures verify, or say that a part is gone (seed ${seed})`,
  async ({ open }) => {
    const world = open(`interleaved ${seed}`);
    const random = seededRandom(seed);
    const [subject, archive] = [subjectOf(world), await uploads(world)];
    const { operatorToken, auditorToken } = world.enterprise.tenant;
    const there: string[] = [];
    const erased = new Set<string>();
    let gone = 0;
    let verified = 0;
    for (let n = 0; n < 6; n++) there.push(await archive());
    for (let round = 0; round < 8; round++) {
      const started = await world.ask('POST', `${base}/exports`, auditorToken, {});
      assert.equal(started.status, 202);
      const had = [...there];
      const victim = random.chance(0.5) ? had.find((id) => !erased.has(id)) : undefined;
      if (victim !== undefined) {
        const request = { record_ids: [victim] };
        const { json } = await world.ask('POST', `${base}/erasures`, operatorToken, request);
        assert.equal(json.outcomes[0].outcome, 'erased');
        erased.add(victim);
      }
      if (random.chance(0.5)) there.push(await archive());
      const part = await world.ask('GET', `${base}/exports/${started.json.export_id}/parts/1`, operatorToken);
      assert.equal(part.status, 403, 'an operator reads no export');
      const taken = await world.complete(
        subject.takeExport({ compression: 'zstd' }).catch((error: unknown) => {
          if (!(error instanceof SubjectError)) throw error;
          return error.reason;
        }),
      );
      assert.ok(typeof taken !== 'string', String(taken));
      const exported = checked(subject, taken);
      assert.deepEqual([...exported.keys()], there, 'each record once, in the order of archiving');
      verified++;
      // The one that was begun before is of before: without the victim its part is no more.
      const old = world.enterprise.app(
        new Request(`${base}/exports/${started.json.export_id}/parts/1`, {
          headers: { authorization: `Bearer ${auditorToken}` },
        }),
      );
      const { status } = await world.complete(old);
      assert.ok(victim === undefined ? status === 200 : status === 410 || status === 200, `HTTP ${status}`);
      if (status === 410) gone++;
    }
    assert.equal(verified, 8);
    assert.ok(erased.size > 0 && gone > 0, `${erased.size} erased, ${gone} parts gone: nothing was seen`);
  },
);
