import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ana, type ClockedWorld, upload, wallEnterpriseWorld } from '../../../simulators/enterprise/fixture.ts';
import { startPostgres } from '../../../simulators/enterprise/store/postgres-server.test-support.ts';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { subjectEdges } from '../../stage/subject-edges.ts';
import { faultDesk } from '../fault-desk.ts';

const url = 'http://enterprise.test/records';
const clock = wallClock((label, error) => {
  throw new Error(label, { cause: error });
});
const folder = mkdtempSync(join(tmpdir(), 'greenroom-killed-'));
let server: Awaited<ReturnType<typeof startPostgres>>;
before(async () => {
  server = await startPostgres();
});
after(async () => {
  await server?.stop();
  clock.stop();
  rmSync(folder, { recursive: true });
});

const deskOf = ({ network, journal, enterprise }: ClockedWorld<Clock>) =>
  faultDesk({
    clock,
    phones: new Map(),
    carriers: new Map(),
    links: network,
    subject: 'simulated',
    ...subjectEdges(network, enterprise),
    append: (kind, data) => journal.append(kind, data),
  });

/** Ten uploads at the same moment: each one's status, or the code of its error. */
async function uploadAll(world: ClockedWorld<Clock>, enrolled: Parameters<typeof upload>[0]): Promise<string[]> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) =>
      world.ask('POST', url, enrolled.token, upload(enrolled, { message_id: `M${n}` })),
    ),
  );
  return outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? String(outcome.value.status) : String(outcome.reason.cause?.code),
  );
}

for (const moment of ['at-once', 'before-answer', 'after-answer'] as const) {
  for (const store of ['SQLite', 'PostgreSQL'] as const) {
    test(`dead ${moment} with ten uploads under way, it has them all in the end, once (${store})`, async () => {
      if (store === 'PostgreSQL' && !server) return; // said already
      const database = store === 'SQLite' ? join(folder, `${moment}.db`) : await server?.createDatabase();
      const world = wallEnterpriseWorld(clock, `${store} ${moment}`, database === undefined ? {} : { database });
      const enrolled = await world.enrol(ana);
      const desk = deskOf(world);
      const underway = moment === 'at-once' ? uploadAll(world, enrolled) : undefined;
      const fault = await desk.inject('enterprise.killed', { moment });
      const codes = await (underway ?? uploadAll(world, enrolled));
      // What was committed together with the write that it died of may have been acknowledged, too.
      const ends = { 'at-once': /ECONN/, 'before-answer': /ECONNRESET/, 'after-answer': /201/ } as const;
      assert.match(codes.toSorted().join(' '), ends[moment]);
      if (moment === 'at-once') assert.ok(!codes.includes('201'), codes.join(' '));
      const read = () => world.ask('GET', url, world.enterprise.tenant.auditorToken);
      await assert.rejects(read(), ({ cause }) => cause.code === 'ECONNREFUSED');
      await desk.heal(fault);
      const again = await uploadAll(world, enrolled);
      assert.ok(
        again.every((code) => code === '200' || code === '201'),
        again.join(' '),
      );
      for (const [index, code] of codes.entries()) if (code === '201') assert.equal(again[index], '200');
      const { json } = await read();
      assert.equal(json.records.length, 10);
      await world.enterprise.close();
    });
  }
}
