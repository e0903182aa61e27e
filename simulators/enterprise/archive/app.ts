import type { Hono } from 'hono';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Device, DeviceStore } from '../enrolment/devices.ts';
import { bearer, equalSecrets } from '../http/bearer.ts';
import { checkJson, readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { nonceBytes } from '../log/commitment.ts';
import { manifests } from '../manifests/app.ts';
import { checkManifest, manifestSha256 } from '../manifests/check-manifest.ts';
import type { DeviceKeys } from '../manifests/device-keys.ts';
import type { Database } from '../store/database.ts';
import type { Telling } from '../telling.ts';
import { batchLimitBytes, recordBatch, uploadBatch } from './batch.ts';
import type { EventStore } from './events.ts';
import { readPageQuery } from './page.ts';
import type { RecordStore } from './records.ts';
import { type RecordUpload, recordUpload, type UploadResponse, uploadLimitBytes } from './schema.ts';

export interface ArchiveOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Telling;
  readonly tenant: { readonly id: string; readonly auditorToken: string; readonly escrow: { readonly kid: string } };
  readonly database: Database;
  readonly devices: DeviceStore;
  readonly deviceKeys: DeviceKeys;
  /** Whether the tenant's policy wants every upload signed. Default: it does not. */
  readonly manifestsRequired?: () => Promise<boolean>;
  readonly records: RecordStore;
  readonly events: EventStore;
}

/** The archive: devices write records, auditors read records and metadata rows. */
export function archive(app: Hono, options: ArchiveOptions): void {
  const { clock, random, journal, tenant, devices, deviceKeys, records, events } = options;

  async function device(request: Request): Promise<Device> {
    const found = await devices.byToken(bearer(request));
    if (!found) throw new Problem('unauthenticated', 'no enrolled device has this token');
    return found;
  }

  async function audit(request: Request): Promise<void> {
    const token = bearer(request);
    if (equalSecrets(token, tenant.auditorToken)) return;
    if (await devices.byToken(token)) throw new Problem('forbidden', 'a device may write records, not read them');
    throw new Problem('unauthenticated', 'this is not the auditor token of the tenant');
  }

  /** What the enrolment allows this device to upload. @throws Problem */
  function permit({ custodian, mode }: Device, upload: RecordUpload): void {
    if (upload.tenant !== tenant.id) throw new Problem('wrong-tenant', '/tenant is not the tenant of this archive');
    if (upload.custodian !== custodian)
      throw new Problem('forbidden', '/custodian is not who the device is enrolled for');
    if (mode === 'metadata-only')
      throw new Problem('not-enrolled-for-this', 'the device is enrolled for metadata only');
    const { sealed } = upload;
    if (sealed && sealed.to !== (mode === 'escrow' ? 'escrow' : 'endpoint')) {
      throw new Problem('not-enrolled-for-this', '/sealed/to is not what the device is enrolled for');
    }
    if (sealed?.to === 'escrow' && sealed.kid !== tenant.escrow.kid) {
      throw new Problem('forbidden', '/sealed/kid is no escrow key of the tenant');
    }
  }

  async function store({ device_id }: Device, upload: RecordUpload): Promise<UploadResponse> {
    const { logical_message_id, message_id, custodian, version, content_hash } = upload;
    // Drawn from the record's key, so that an archive opened again after a crash never draws an id twice.
    const own = random.split(`record ${JSON.stringify([logical_message_id, custodian, version])}`);
    const id = `rec_${Buffer.from(own.bytes(16)).toString('hex')}`;
    const nonce = own.bytes(nonceBytes);
    const result = await records.store(id, nonce, device_id, upload, clock.now());
    if (result.outcome === 'conflict') {
      throw new Problem('conflict', 'another copy is archived under this message, custodian and version');
    }
    const { record_id, archived_at } = result.record;
    const duplicate = result.outcome === 'duplicate';
    journal.append('archive.stored', { record_id, message_id, custodian, version, content_hash, duplicate });
    const { manifest } = result.record;
    return { record_id, archived_at, duplicate, manifest_sha256: manifest && manifestSha256(manifest) };
  }

  /** @throws Problem where the upload is not signed as it should be */
  async function checkSigned({ device_id }: Device, upload: RecordUpload): Promise<void> {
    const { manifest } = upload;
    if (manifest) checkManifest(manifest, upload, device_id, await deviceKeys.of(device_id));
    else if (await options.manifestsRequired?.()) {
      throw new Problem('manifest-required', '/manifest is missing, and the policy of the tenant wants it');
    }
  }

  async function take(from: Device, upload: RecordUpload): Promise<UploadResponse> {
    permit(from, upload);
    await checkSigned(from, upload);
    return store(from, upload);
  }

  app.post('/records', async (context) => {
    const from = await device(context.req.raw);
    const response = await take(from, await readJson(context.req.raw, uploadLimitBytes, recordUpload));
    return context.json(response, response.duplicate ? 200 : 201);
  });

  app.post('/records/batch', async (context) => {
    const from = await device(context.req.raw);
    const { uploads } = await readJson(context.req.raw, batchLimitBytes, recordBatch);
    const outcomes = await uploadBatch(
      uploads,
      (upload) => take(from, checkJson(upload, recordUpload)),
      ({ problem, status, detail }) =>
        journal.append('archive.refused', { http_status: status, reason: `${problem}: ${detail}` }),
    );
    return context.json({ outcomes });
  });

  manifests(app, { database: options.database, tenant: tenant.id, keys: deviceKeys, device, audit });

  app.get('/records', async (context) => {
    await audit(context.req.raw);
    const { rows, next, more } = await records.page(readPageQuery(context.req.url));
    return context.json({ records: rows, next, more });
  });

  app.get('/records/:id', async (context) => {
    await audit(context.req.raw);
    const record = await records.byId(context.req.param('id'));
    if (!record) throw new Problem('not-found', 'no record has this id');
    return context.json(record);
  });

  app.get('/events', async (context) => {
    await audit(context.req.raw);
    const { rows, next, more } = await events.page(readPageQuery(context.req.url));
    return context.json({ events: rows, next, more });
  });
}
