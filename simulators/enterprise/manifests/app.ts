import type { Hono } from 'hono';
import { readPageQuery } from '../archive/page.ts';
import type { Device } from '../enrolment/devices.ts';
import { Problem } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { chainAfter, chainHead } from './chains.ts';
import type { DeviceKeys } from './device-keys.ts';

export interface ManifestOptions {
  readonly database: Database;
  readonly tenant: string;
  readonly keys: DeviceKeys;
  /** Whose request it is. @throws Problem */
  readonly device: (request: Request) => Promise<Device>;
  /** Lets an auditor's request through. @throws Problem */
  readonly audit: (request: Request) => Promise<void>;
}

/** Chains of manifests: a device asks where its own is, an auditor reads any from its beginning. */
export function manifests(app: Hono, { database, tenant, keys, device, audit }: ManifestOptions): void {
  app.get('/manifests/head', async (context) => {
    const { device_id } = await device(context.req.raw);
    return context.json(await chainHead(database, tenant, device_id));
  });

  app.get('/manifests', async (context) => {
    await audit(context.req.raw);
    const device_id = context.req.query('device_id');
    if (!device_id) throw new Problem('malformed', '?device_id= is missing: say whose chain is wanted');
    const query = readPageQuery(context.req.url, ['device_id']);
    const key = await keys.of(device_id);
    if (!key) throw new Problem('not-found', 'no device with this id registered a key');
    const links = await chainAfter(database, tenant, device_id, { after: query.after, limit: query.limit + 1 });
    const shown = links.slice(0, query.limit);
    return context.json({
      device_id,
      device_key: Buffer.from(key).toString('base64'),
      manifests: shown,
      next: String(shown.at(-1)?.sequence ?? query.after),
      more: links.length > query.limit,
    });
  });
}
