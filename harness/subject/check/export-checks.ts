import { type ExportRequest, exportRequest, exportStarted } from '../contract/export.ts';
import { uploadResponse } from '../contract/record.ts';
import { checkExport } from '../export/check-export.ts';
import { createHttpSubject } from '../http-subject.ts';
import { SubjectError } from '../subject.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { CheckFailure, demand } from './finding.ts';
import { type Enrolment, enrol, upload } from './made-up.ts';

const start = 'startExport';
const read = 'readExport';
const readPart = 'readExportPart';
const needs = ['enrolDevice', 'uploadRecord', start, read, readPart];

/** Archives a record, and returns its id. */
async function stored(bench: Bench, device: Enrolment): Promise<string> {
  const asked = { token: device.token, json: upload(bench, device) };
  return (await bench.succeed('uploadRecord', asked, uploadResponse, [201])).record_id;
}

/** The ids in an export, once it is found to be one. @throws CheckFailure */
async function taken(bench: Bench, operation: string, request: ExportRequest): Promise<readonly string[]> {
  const { clock, fetch, tenant } = bench;
  const keys = { id: '', escrow: [], content: [] };
  const credentials = { auditor: tenant.auditorToken };
  const subject = createHttpSubject({ clock, fetch, baseUrl: tenant.baseUrl, credentials, keys });
  try {
    const source = await subject.takeExport(request);
    const ids: string[] = [];
    const trusted = { archiveKeys: subject.archiveKeys, log: { key: undefined, checkpoints: [] } };
    const { manifest, checks } = checkExport(source, trusted, ({ record }) => ids.push(record.record_id));
    for (const { check, outcome, findings } of checks)
      demand(outcome !== 'violated', `its ${check}: ${findings.join('; ')}`, operation);
    const asked = [manifest?.format, manifest?.compression, manifest?.filter.custodian];
    const expected = [request.format ?? 'jsonl', request.compression ?? 'none', request.custodian ?? null];
    demand(JSON.stringify(asked) === JSON.stringify(expected), 'it is not what was asked for', operation);
    return ids;
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    throw new CheckFailure(/HTTP (404|405|501)/.test(error.reason) ? 'lacks' : 'wrong', error.message, operation);
  }
}

const started = (bench: Bench, at = bench.tenant): Promise<{ readonly export_id: string }> =>
  bench.succeed(start, { token: at.auditorToken, json: {}, at }, exportStarted, [202]);

/** How exports are taken. */
export const exportChecks: readonly Check[] = [
  {
    operation: start,
    needs,
    name: 'an export holds each record once that was archived before, as its manifest and the log have it',
    async run(bench) {
      const device = await enrol(bench);
      const before = [await stored(bench, device), await stored(bench, device)];
      const ids = await taken(bench, start, {});
      for (const id of before) demand(ids.includes(id), 'a record that was archived before is missing');
    },
  },
  {
    operation: start,
    needs,
    name: 'an export of one custodian holds their records and no others',
    async run(bench) {
      const [device, other] = [await enrol(bench), await enrol(bench)];
      const own = await stored(bench, device);
      const others = await stored(bench, other);
      const later = await stored(bench, device);
      if (device.custodian === other.custodian) return; // numbers are drawn
      const ids = await taken(bench, start, { custodian: device.custodian });
      demand(ids.includes(own) && ids.includes(later), 'it lacks one of the custodian’s records');
      demand(!ids.includes(others), 'it holds a record of somebody else');
    },
  },
  {
    operation: start,
    name: 'what is no request for an export is refused',
    async run(bench) {
      const wrong: readonly object[] = [{ format: 'pdf' }, { custodian: 'ana' }, { from: 'yesterday' }, { more: 1 }];
      for (const json of wrong) {
        demand(!exportRequest.safeParse(json).success, 'the contract allows what was meant to be wrong');
        await bench.refuse(start, { token: bench.tenant.auditorToken, json }, [400]);
      }
    },
  },
  {
    operation: readPart,
    needs,
    name: 'an export holds the same in every format and compression',
    async run(bench) {
      const device = await enrol(bench);
      const { custodian } = device;
      const own = await stored(bench, device);
      const plain = await taken(bench, readPart, { custodian });
      demand(plain.includes(own), 'a record that was archived before is missing');
      for (const format of ['jsonl', 'edrm-xml', 'concordance-dat', 'eml'] as const) {
        for (const compression of ['gzip', 'zstd'] as const) {
          const ids = await taken(bench, readPart, { custodian, format, compression });
          demand(ids.join() === plain.join(), `as ${format}, ${compression}, it holds other records`);
        }
      }
    },
  },
  {
    operation: read,
    name: 'an id that no export has is not found',
    run: (bench) =>
      bench.refuse(read, { token: bench.tenant.auditorToken, parameters: { export_id: 'exp_none' } }, [404]),
  },
  {
    operation: readPart,
    needs: [start, read],
    name: 'a part that an export does not have is not found',
    async run(bench) {
      const { export_id } = await started(bench);
      const token = bench.tenant.auditorToken;
      for (const n of ['999999', '0', '-1', 'x'])
        await bench.refuse(readPart, { token, parameters: { export_id, n } }, [400, 404, 409]);
    },
  },
  {
    operation: read,
    needs: [start],
    acrossTenants: true,
    name: 'an export of another tenant is not found',
    async run(bench) {
      const { export_id } = await started(bench, bench.other);
      const asked = { token: bench.tenant.auditorToken, parameters: { export_id, n: '1' } };
      await bench.refuse(read, asked, [403, 404]);
      if (!bench.unsupported.has(readPart)) await bench.refuse(readPart, asked, [403, 404]);
    },
  },
];
