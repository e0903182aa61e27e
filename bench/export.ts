import { recordStore } from '../simulators/enterprise/archive/records.ts';
import { type RecordUpload, recordUpload } from '../simulators/enterprise/archive/schema.ts';
import { deviceStore } from '../simulators/enterprise/enrolment/devices.ts';
import { databaseSource } from '../simulators/enterprise/export/database-source.ts';
import { parts } from '../simulators/enterprise/export/parts.ts';
import { type ExportRequest, exportRequest } from '../simulators/enterprise/export/schema.ts';
import { logStore } from '../simulators/enterprise/log/log-store.ts';
import { openStore } from '../simulators/enterprise/store/open-store.ts';
import { keepTenant } from '../simulators/enterprise/store/tenant-rows.ts';
import { createTenant } from '../simulators/enterprise/tenant.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { virtualClock } from '../simulators/kernel/virtual-clock.ts';
import { cpuMs, type Figure, median, rateFigure, type Scale } from './figure.ts';
import { collect } from './garbage.ts';

const startMs = Date.UTC(2026, 10, 22);
/** A sealed copy of a short message, bytes. */
const copyBytes = 200;
/** What we mean to reach, rows a second a core: a year of the brief's firm (7.3 M messages, two copies each) in half an hour. */
const aim = 8000;

const formats = ['jsonl', 'edrm-xml', 'concordance-dat', 'eml'] as const;
const compressions = ['none', 'gzip', 'zstd'] as const;

/** An archive in SQLite with so many records, and what exports are made of. */
async function fill(rows: number) {
  const clock = virtualClock(startMs);
  const random = seededRandom('bench exports');
  const store = openStore(':memory:', clock);
  await store.ready;
  const { database } = store;
  const tenant = createTenant(random.split('tenant'));
  await keepTenant(database, tenant.id, startMs);
  const custodian = '+447700900001';
  const device = { device_id: 'dev_1', installation_id: random.uuid(), custodian, mode: 'escrow' as const };
  await deviceStore(database, tenant.id).put(device, 'token', null, startMs);
  const records = recordStore(database, tenant.id);
  const enc = Buffer.from(tenant.escrow.publicKey).toString('base64');
  for (let n = 0; n < rows; n++) {
    const upload: RecordUpload = recordUpload.parse({
      tenant: tenant.id,
      message_id: `M${n}`,
      logical_message_id: `M${n}`,
      custodian,
      peer: '+447700900002',
      direction: n % 2 === 0 ? 'out' : 'in',
      version: 1,
      device_timestamp: new Date(startMs + n).toISOString(),
      content_hash: `hmac-sha256:content-1:${Buffer.from(random.bytes(32)).toString('hex')}`,
      sealed: {
        to: 'escrow',
        kid: 'escrow-1',
        enc,
        ciphertext: Buffer.from(random.bytes(copyBytes)).toString('base64'),
      },
    });
    await records.store(`rec_${n}`, random.bytes(32), device.device_id, upload, startMs + n);
  }
  const source = databaseSource({ database, tenant, records, log: logStore(database, tenant.id) });
  return { records, source, close: () => store.close() };
}

/** Rows a second for every format and compression; the ratio is to reading the same rows from the store. */
export async function exportFigures({ rounds, batch }: Scale): Promise<readonly Figure[]> {
  const rows = batch * 20;
  const { records, source, close } = await fill(rows);

  async function read(): Promise<number> {
    let seen = 0;
    for (let after = 0, more = true; more; ) {
      const page = await records.page({ after, limit: 1000 });
      seen += page.rows.length;
      [after, more] = [Number(page.next), page.more];
    }
    return seen;
  }

  async function take(request: ExportRequest): Promise<number> {
    const snapshot = await source.snapshot(null);
    const job = {
      exportId: 'exp_1',
      createdAtMs: startMs,
      request,
      ...snapshot,
      snapshot: snapshot.position,
      log: null,
    };
    let seen = 0;
    for await (const { part } of parts(source, job)) seen += part.records;
    return seen;
  }

  async function taken(work: () => Promise<number>): Promise<number> {
    collect();
    const began = cpuMs();
    const seen = await work();
    if (seen !== rows) throw new Error(`the bench saw ${seen} rows of ${rows}`);
    return (cpuMs() - began) / rows;
  }

  const figures: Figure[] = [];
  try {
    for (const format of formats) {
      for (const compression of compressions) {
        const request = exportRequest.parse({ format, compression });
        await taken(() => take(request));
        const [exporting, reading]: [number[], number[]] = [[], []];
        for (let round = 0; round < rounds; round++) {
          reading.push(await taken(read));
          exporting.push(await taken(() => take(request)));
        }
        const ms = { ms: median(exporting), primitivesMs: median(reading) };
        figures.push(rateFigure(`rows exported as ${format}, ${compression}, a second a core`, 'rows/s', aim, ms));
      }
    }
  } finally {
    await close();
  }
  return figures;
}
