import { isDeepStrictEqual } from 'node:util';
import { sleep } from '../../../simulators/kernel/clock.ts';
import { endedEnrolment } from '../contract/enrolment.ts';
import { uploadResponse } from '../contract/record.ts';
import { type ErasureAnswer, erasureAnswer, hold, holdList, policy } from '../contract/retention.ts';
import { subjectAccess } from '../contract/subject-access.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { CheckFailure, demand } from './finding.ts';
import { type Enrolment, enrol, token, upload } from './made-up.ts';
import { readRecord, readsBack } from './read-back.ts';

/** @throws CheckFailure where the operator's token was not given */
function operator({ tenant }: Bench): string {
  if (tenant.operatorToken === undefined) throw new CheckFailure('not-tried', "the operator's token was not given");
  return tenant.operatorToken;
}

/** An enrolled device of a custodian of its own, with one record. */
async function stored(bench: Bench): Promise<Enrolment & { readonly record: string }> {
  const device = await enrol(bench);
  const asked = { token: device.token, json: upload(bench, device) };
  const { record_id: record } = await bench.succeed('uploadRecord', asked, uploadResponse, [201]);
  return { ...device, record };
}

export async function erase(bench: Bench, record: string): Promise<ErasureAnswer['outcomes'][number]> {
  const asked = { token: operator(bench), json: { record_ids: [record] } };
  const { outcomes } = await bench.succeed('eraseRecords', asked, erasureAnswer);
  const [outcome] = outcomes;
  demand(outcomes.length === 1 && outcome?.record_id === record, 'it does not say what became of the record');
  return outcome;
}

/** A hold on one custodian. Released in the end, whatever is seen. */
async function underHold(bench: Bench, custodian: string, look: (matter: string, id: string) => Promise<void>) {
  const matter = token(bench.random);
  const json = { matter, custodians: [custodian], from: null, to: null };
  const { hold_id } = await bench.succeed('placeHold', { token: operator(bench), json }, hold, [201]);
  try {
    await look(matter, hold_id);
  } finally {
    await bench.succeed('releaseHold', { token: operator(bench), parameters: { hold_id } }, hold);
  }
}

/** Whether the policy in force lets anybody have anything erased now. */
export async function requireErasure(bench: Bench): Promise<void> {
  const now = await bench.succeed('readPolicy', { token: bench.tenant.auditorToken }, policy);
  if (now.retention.length > 0 || !now.erasure_allowed.value)
    throw new CheckFailure('not-tried', 'the policy of the tenant keeps what would have to be erased');
}

const needs = ['enrolDevice', 'uploadRecord', readsBack];

/** How records are kept, and how they go. */
export const retentionChecks: readonly Check[] = [
  {
    operation: 'eraseRecords',
    needs: [...needs, 'readPolicy'],
    name: 'what nothing keeps is erased, with a tombstone in its place',
    async run(bench) {
      await requireErasure(bench);
      const { record } = await stored(bench);
      const { outcome, tombstone } = await erase(bench, record);
      demand(outcome === 'erased', `it answers "${outcome}"`);
      const left = await readRecord(bench, record);
      demand(left.sealed === null && left.content_hash === null, 'its content is there');
      demand(left.state === 'erased' && isDeepStrictEqual(left.tombstone, tombstone), 'it has not that tombstone');
    },
  },
  {
    operation: 'eraseRecords',
    needs: [...needs, 'readPolicy'],
    name: 'an erased record is not stored again by an endpoint that repeats itself',
    async run(bench) {
      await requireErasure(bench);
      const device = await enrol(bench);
      const asked = { token: device.token, json: upload(bench, device) };
      const { record_id } = await bench.succeed('uploadRecord', asked, uploadResponse, [201]);
      await erase(bench, record_id);
      const again = await bench.succeed('uploadRecord', asked, uploadResponse, [200]);
      demand(again.duplicate && again.record_id === record_id, 'the copy was taken for a new one');
      demand((await readRecord(bench, record_id)).sealed === null, 'its content is there again');
    },
  },
  {
    operation: 'eraseRecords',
    name: 'a record that there is not is not found',
    async run(bench) {
      const { outcome } = await erase(bench, token(bench.random));
      demand(outcome === 'not-found', `it answers "${outcome}"`);
    },
  },
  {
    operation: 'placeHold',
    needs: [...needs, 'releaseHold'],
    about: ['eraseRecords'],
    name: 'what a hold covers is not erased, and the refusal names the matter',
    async run(bench) {
      const { custodian, record } = await stored(bench);
      await underHold(bench, custodian, async (matter) => {
        const { outcome, rule } = await erase(bench, record);
        demand(outcome === 'refused', `the erasure answers "${outcome}"`);
        demand(rule === `hold:${matter}`, 'the refusal does not name the hold');
        demand((await readRecord(bench, record)).sealed !== null, 'its content is gone');
      });
    },
  },
  {
    operation: 'placeHold',
    needs: [...needs, 'releaseHold', 'readPolicy'],
    about: ['eraseRecords'],
    name: "a hold on one custodian keeps nothing of another's",
    async run(bench) {
      await requireErasure(bench);
      const [one, two] = [await stored(bench), await stored(bench)];
      if (one.custodian === two.custodian) return; // drawn alike
      await underHold(bench, one.custodian, async () => {
        demand((await erase(bench, two.record)).outcome === 'erased', 'it keeps everybody’s');
      });
    },
  },
  {
    operation: 'releaseHold',
    needs: [...needs, 'placeHold', 'readPolicy'],
    about: ['eraseRecords'],
    name: 'what a released hold covered can be erased, and a second release changes nothing',
    async run(bench) {
      await requireErasure(bench);
      const { custodian, record } = await stored(bench);
      let id = '';
      await underHold(bench, custodian, async (_, hold_id) => {
        id = hold_id;
      });
      demand((await erase(bench, record)).outcome === 'erased', 'it still keeps');
      const asked = { token: operator(bench), parameters: { hold_id: id } };
      const one = await bench.succeed('releaseHold', asked, hold);
      await sleep(bench.clock, 5);
      const two = await bench.succeed('releaseHold', asked, hold);
      demand(isDeepStrictEqual(one, two), 'it says something else the second time');
    },
  },
  {
    operation: 'releaseHold',
    name: 'a hold that there is not is not found',
    run: (bench) =>
      bench.refuse('releaseHold', { token: operator(bench), parameters: { hold_id: token(bench.random) } }, [404]),
  },
  {
    operation: 'listHolds',
    needs: ['enrolDevice', 'placeHold', 'releaseHold'],
    name: 'a hold is listed, with its release',
    async run(bench) {
      const { custodian } = await enrol(bench);
      let id = '';
      const listed = async () =>
        (await bench.succeed('listHolds', { token: bench.tenant.auditorToken }, holdList)).holds.find(
          ({ hold_id }) => hold_id === id,
        );
      await underHold(bench, custodian, async (_, hold_id) => {
        id = hold_id;
        demand((await listed())?.released_at === null, 'it is not listed as standing');
      });
      demand(typeof (await listed())?.released_at === 'string', 'it is not listed as released');
    },
  },
  {
    operation: 'placeHold',
    name: 'a hold on nobody at no time is refused',
    async run(bench) {
      const json = { matter: token(bench.random), custodians: null, from: null, to: null };
      await bench.refuse('placeHold', { token: operator(bench), json }, [400]);
    },
  },
  {
    operation: 'setPolicy',
    name: 'a profile that there is not is refused',
    async run(bench) {
      const json = { profiles: [token(bench.random)], own: null };
      await bench.refuse('setPolicy', { token: operator(bench), json }, [400]);
    },
  },
  {
    operation: 'endEnrolment',
    needs,
    name: 'a device whose enrolment is ended uploads no more, and its records stay',
    async run(bench) {
      const { device_id, token: own, record, ...device } = await stored(bench);
      await bench.succeed('endEnrolment', { token: operator(bench), parameters: { device_id } }, endedEnrolment);
      const json = upload(bench, { ...device, device_id, token: own });
      await bench.refuse('uploadRecord', { token: own, json }, [401]);
      demand((await readRecord(bench, record)).sealed !== null, 'its record is gone');
    },
  },
  {
    operation: 'readSubjectAccess',
    needs: ['enrolDevice', 'uploadRecord', 'readPolicy'],
    name: "others' records that name a custodian are told by their ids, where they are told",
    async run(bench) {
      const auditor = bench.tenant.auditorToken;
      const now = await bench.succeed('readPolicy', { token: auditor }, policy);
      if (!now.subject_access_allowed.value)
        throw new CheckFailure('not-tried', 'the policy of the tenant grants no subject access');
      const { custodian, record } = await stored(bench);
      const other = await enrol(bench);
      if (other.custodian === custodian) return; // drawn alike
      const asked = { token: other.token, json: upload(bench, other, { peer: custodian }) };
      const { record_id } = await bench.succeed('uploadRecord', asked, uploadResponse, [201]);
      const access = { token: auditor, query: { custodian, limit: '1000' } };
      const { more, named_in } = await bench.succeed('readSubjectAccess', access, subjectAccess);
      if (named_in === undefined) return; // an archive may leave it out
      demand(more || named_in.includes(record_id), 'the record that names them is not in `named_in`');
      demand(!named_in.includes(record), 'a record of their own is in `named_in`');
    },
  },
  {
    operation: 'readSubjectAccess',
    needs: [...needs, 'readPolicy'],
    name: 'a custodian gets their records and enrolments, and no hold by its matter',
    async run(bench) {
      const auditor = bench.tenant.auditorToken;
      const now = await bench.succeed('readPolicy', { token: auditor }, policy);
      if (!now.subject_access_allowed.value)
        throw new CheckFailure('not-tried', 'the policy of the tenant grants no subject access');
      await stored(bench); // somebody else's
      const { custodian, record, device_id } = await stored(bench);
      const holds = ['placeHold', 'releaseHold'].every((id) => !bench.unsupported.has(id));
      const look = async (matter?: string): Promise<void> => {
        const asked = { token: auditor, query: { custodian, limit: '1000' } };
        const answer = await bench.succeed('readSubjectAccess', asked, subjectAccess);
        demand(answer.more || answer.records.some(({ record_id }) => record_id === record), 'their record is missing');
        demand(
          answer.records.every((one) => one.custodian === custodian),
          "it holds somebody else's record",
        );
        demand(
          answer.enrolments.some((one) => one.device_id === device_id),
          'their enrolment is missing',
        );
        const named = matter !== undefined && JSON.stringify(answer).includes(matter);
        demand(!named, 'it names the matter of a hold');
      };
      await (holds ? underHold(bench, custodian, look) : look());
    },
  },
];
