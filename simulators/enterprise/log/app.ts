import type { Hono } from 'hono';
import { z } from 'zod';
import { knownParameters } from '../http/known-parameters.ts';
import { Problem } from '../http/problem.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';
import { signCheckpoint } from './checkpoint.ts';
import { entryBundle } from './entry-bundle.ts';
import type { LogStore } from './log-store.ts';
import { proofFile, type RecordLeaves } from './proof-file.ts';
import { tileWidth, widthAt } from './tile.ts';
import { parseTilePath, type TilePath } from './tile-path.ts';

export interface LogOptions {
  readonly tenant: { readonly id: string; readonly logKey: Ed25519SigningKey };
  readonly store: LogStore;
  readonly leaves: RecordLeaves;
  /** Lets auditors pass. @throws Problem */
  readonly audit: (request: Request) => Promise<void>;
}

/** What is read may stay with the reader, but with nobody between: it takes a token to read it. */
const forEver = 'private, max-age=31536000, immutable';
const never = 'private, no-cache';

const sizeQuery = z.object({
  from: z.string().regex(/^(0|[1-9]\d{0,14})$/),
  to: z.string().regex(/^(0|[1-9]\d{0,14})$/),
});

/** The log for auditors: C2SP tlog-tiles below `/log`, and what can be computed from it. */
export function log(app: Hono, { tenant, store, leaves, audit }: LogOptions): void {
  let latest: { readonly size: number; readonly checkpoint: string } | undefined;

  /** A log says the same of one size every time, so it signs it once. */
  async function checkpoint(size: number): Promise<string> {
    if (latest?.size !== size) {
      latest = { size, checkpoint: signCheckpoint(tenant.id, tenant.logKey, size, await store.root(size)) };
    }
    return latest.checkpoint;
  }

  /** @throws Problem for a tile that the log does not have yet */
  async function tile({ level, index, width }: TilePath): Promise<Uint8Array> {
    const size = await store.size();
    const there = widthAt(level === 'entries' ? 0 : level, index, size);
    if (width > there) throw new Problem('not-found', 'the log has no such tile yet');
    if (level === 'entries') return entryBundle(await store.leaves(index * tileWidth, index * tileWidth + width));
    return store.tile({ level, index, width });
  }

  app.get('/log/checkpoint', async (context) => {
    await audit(context.req.raw);
    return context.text(await checkpoint(await store.size()), 200, { 'cache-control': never });
  });

  app.get('/log/tile/*', async (context) => {
    await audit(context.req.raw);
    const named = parseTilePath(rawPath(context.req.url, '/log/tile/'));
    if (!named) throw new Problem('malformed', 'a tile is <level>/<x001/x234/067>, narrower ones end with .p/<width>');
    return context.body(Uint8Array.from(await tile(named)), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': forEver,
    });
  });

  app.get('/log/consistency', async (context) => {
    await audit(context.req.raw);
    const query = sizeQuery.safeParse(knownParameters(context.req.url, ['from', 'to']));
    const [from, to] = [Number(query.data?.from), Number(query.data?.to)];
    if (!query.success || from > to)
      throw new Problem('malformed', '?from= and ?to= must be sizes of the log, the smaller one first');
    if (to > (await store.size())) throw new Problem('not-found', 'the log has not got so far');
    const path = await store.consistency(from, to);
    const body = { from, to, consistency_path: path.map((hash) => Buffer.from(hash).toString('base64')) };
    return context.json(body, 200, { 'cache-control': forEver });
  });

  app.get('/records/:id/proof', async (context) => {
    await audit(context.req.raw);
    const found = await leaves(context.req.param('id'));
    if (!found) throw new Problem('not-found', 'the log has no leaf of a record with this id');
    const size = await store.size();
    return context.json(await proofFile(store, found, size, await checkpoint(size)), 200, { 'cache-control': never });
  });
}

/** The path after a prefix as it was sent: a tile has one name, and an escaped one is another. */
function rawPath(url: string, prefix: string): string {
  const { pathname } = new URL(url);
  return pathname.slice(pathname.indexOf(prefix) + prefix.length);
}
