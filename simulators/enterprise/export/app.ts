import type { Hono } from 'hono';
import { readJson } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import type { Exports } from './exports.ts';
import { exportRequest } from './schema.ts';

export interface ExportRoutesOptions {
  readonly exports: Exports;
  /** Lets auditors pass. @throws Problem */
  readonly audit: (request: Request) => Promise<void>;
}

const limitBytes = 4096;
/** An export of an id never changes. */
const forEver = 'private, max-age=31536000, immutable';

/** Exports for auditors: asked for, described by a signed manifest, read part by part. */
export function exportRoutes(app: Hono, { exports, audit }: ExportRoutesOptions): void {
  app.post('/exports', async (context) => {
    await audit(context.req.raw);
    const request = await readJson(context.req.raw, limitBytes, exportRequest);
    const { from, to } = request;
    if (from !== null && to !== null && Date.parse(from) >= Date.parse(to))
      throw new Problem('malformed', '/to must be after /from');
    const export_id = await exports.start(request);
    return context.json({ export_id }, 202, { location: `exports/${export_id}` });
  });

  app.get('/exports/:id', async (context) => {
    await audit(context.req.raw);
    const manifest = await exports.manifest(context.req.param('id'));
    if (manifest === 'making') return context.json({ export_id: context.req.param('id') }, 202, { 'retry-after': '1' });
    return context.body(manifest, 200, { 'content-type': 'application/json', 'cache-control': forEver });
  });

  app.get('/exports/:id/parts/:n', async (context) => {
    await audit(context.req.raw);
    const n = context.req.param('n');
    if (!/^[1-9]\d{0,6}$/.test(n)) throw new Problem('malformed', 'parts are numbered from 1');
    const { name, bytes } = await exports.part(context.req.param('id'), Number(n));
    return context.body(Uint8Array.from(bytes), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store', // an erasure must reach what was not read yet
    });
  });
}
