import { isDeepStrictEqual } from 'node:util';
import { uploadResponse } from '../contract/record.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { enrol, token, upload } from './made-up.ts';
import { goToEnds, readRecord, recordsAfter } from './read-back.ts';

const operation = 'readRecord';
const needs = ['enrolDevice', 'uploadRecord'];

async function stored(bench: Bench, at = bench.tenant): Promise<string> {
  const device = await enrol(bench, { at });
  const asked = { token: device.token, json: upload(bench, device), at };
  return (await bench.succeed('uploadRecord', asked, uploadResponse, [201])).record_id;
}

/** Ids that would be somewhere else if they were taken for paths. */
const traversing = [
  '..%2Frecords',
  '..%2F..%2Fetc%2Fpasswd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5C..%5Cwindows%5Cwin.ini',
  '%00',
  'x%27%20OR%20%271%27%3D%271',
];

/** How one record is read. */
export const recordChecks: readonly Check[] = [
  {
    operation,
    needs: [...needs, 'listRecords'],
    name: 'a record is the same by its id and in the list',
    async run(bench) {
      await goToEnds(bench);
      const id = await stored(bench);
      const { rows } = await recordsAfter(bench, bench.ends.get('records'));
      const listed = rows.find(({ record_id }) => record_id === id);
      demand(isDeepStrictEqual(await readRecord(bench, id), listed), 'it is not the same in both');
    },
  },
  {
    operation,
    name: 'an id that no record has is not found',
    async run(bench) {
      const asked = { token: bench.tenant.auditorToken, parameters: { record_id: `rec_${token(bench.random)}` } };
      await bench.refuse(operation, asked, [404]);
    },
  },
  {
    operation,
    name: 'an id that climbs out of its place is not found',
    async run(bench) {
      for (const record_id of traversing) {
        await bench.refuse(operation, { token: bench.tenant.auditorToken, rawParameters: { record_id } }, [400, 404]);
      }
    },
  },
  {
    operation,
    needs,
    acrossTenants: true,
    name: 'a record of another tenant is not found',
    async run(bench) {
      const record_id = await stored(bench, bench.other);
      await bench.refuse(operation, { token: bench.tenant.auditorToken, parameters: { record_id } }, [403, 404]);
    },
  },
];
