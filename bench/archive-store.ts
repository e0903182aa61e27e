import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClockedWorld, wallEnterpriseWorld } from '../simulators/enterprise/fixture.ts';
import { openStore } from '../simulators/enterprise/store/open-store.ts';
import { startPostgres } from '../simulators/enterprise/store/postgres-server.test-support.ts';
import type { Clock } from '../simulators/kernel/clock.ts';
import { wallClock } from '../simulators/kernel/wall/clock.ts';
import { listenHttp } from '../simulators/kernel/wall/listen.ts';
import { type Kind, records, webhooks } from './archive-store/kinds.ts';
import { postAll } from './archive-store/load.ts';
import { type RawInserts, rawPostgres, rawSqlite } from './archive-store/raw-inserts.ts';
import { type Figure, median, type Scale } from './figure.ts';

/** The most that verifying and storing may take, in terms of what it is held against. */
const ratioLimit = 2;
const seed = 'archive store';

/** Where the archive and, beside it, somebody who only inserts put their rows. */
interface Ground {
  readonly store: string;
  readonly location: string;
  readonly raw: RawInserts;
}

/**
 * What the archive verifies and stores a second, over HTTP, on a disk that is synced before each answer: against the same
 * server answering at once, against inserting the same rows with nothing around it, and against both together. Wall time,
 * client and server in one process.
 */
export async function archiveStoreFigures(scale: Scale): Promise<Figure[]> {
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-archive-store-'));
  const postgres = await startPostgres();
  try {
    const file = join(folder, 'archive.db');
    const raw = await rawSqlite(join(folder, 'raw.db'), clock);
    const figures = await onGround({ store: 'SQLite', location: file, raw }, clock, scale);
    if (!postgres) return figures;
    const location = await postgres.createDatabase();
    const rawDatabase = await rawPostgres(await postgres.createDatabase(), clock);
    return [...figures, ...(await onGround({ store: 'PostgreSQL', location, raw: rawDatabase }, clock, scale))];
  } finally {
    await postgres?.stop();
    clock.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onGround(ground: Ground, clock: Clock, scale: Scale): Promise<Figure[]> {
  const world = wallEnterpriseWorld(clock, seed, { database: ground.location, signatures: ['v1'] });
  try {
    const figures: Figure[] = [];
    for (const kind of [webhooks(clock, seed), await records(world)]) {
      figures.push(...(await figuresOf(kind, world, ground, clock, scale)));
    }
    return figures;
  } finally {
    await world.enterprise.close();
    await ground.raw.close();
  }
}

async function figuresOf(
  kind: Kind,
  world: ClockedWorld<Clock>,
  { store, location, raw }: Ground,
  clock: Clock,
  { rounds, batch }: Scale,
): Promise<Figure[]> {
  const count = batch * 5;
  const archive = await listenHttp({}, world.enterprise.app);
  const idle = await listenHttp({}, async (request) => {
    await request.arrayBuffer();
    return new Response(null, { status: 204 });
  });
  const reader = openStore(location, clock);
  await reader.ready;
  const taken: { store: number; http: number; raw: number }[] = [];
  try {
    for (let round = -1; round < rounds; round++) {
      const requests = await kind.prepare(count);
      const http = await timed(() => postAll(idle.origin, requests));
      const stored = await timed(() => postAll(archive.origin, requests));
      const rows = await kind.stored(reader.database);
      if (rows.length !== count) throw new Error(`${rows.length} of ${count} ${kind.name} are stored`);
      const inserted = await timed(() => raw.insertAll(rows));
      if (round >= 0) taken.push({ store: stored / count, http: http / count, raw: inserted / count }); // the first warms
    }
  } finally {
    await reader.close();
    await archive.close();
    await idle.close();
  }
  const middle = (of: 'store' | 'http' | 'raw'): number => median(taken.map((each) => each[of]));
  const ms = middle('store');
  const against = (what: string, otherMs: number): Figure => ({
    name: `${kind.name} verified and stored, ${store}, against ${what}`,
    value: 1000 / ms,
    unit: `${kind.name}/s`,
    limit: 1000 / (ratioLimit * otherMs),
    ratio: ms / otherMs,
  });
  return [
    against('an idle server', middle('http')),
    against('raw inserts', middle('raw')),
    against('both', middle('http') + middle('raw')),
  ];
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
