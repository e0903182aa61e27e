import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPostgres } from '../../../simulators/enterprise/store/postgres-server.test-support.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { reachSubject } from '../../subject/integration/reach-subject.ts';
import { served } from '../../subject/serve/fixture-served.ts';
import { againstPlanAt } from './against-plan.ts';
import type { AgainstResult } from './against-result.ts';
import { exploreAgainst } from './explore-against.ts';
import { officeOffered } from './office-offered.ts';

const seed = testSeed();
/** All at a time: they wait for the clock, and for each other's answers. */
const worlds = 50;

/** What every world must have judged of the archive and its metadata. */
const always = [
  'archive-complete',
  'archive-exactly-once',
  'archive-faithful',
  'archive-tamper-evident',
  'archive-retained',
  'export-complete',
  'manifest-signed',
  'metadata-schema',
  'metadata-private',
  'metadata-ordered',
  'metadata-consistent',
  'webhook-authentic',
  'webhook-delivered',
];

test(`${worlds} worlds on the wall clock, over an archive in PostgreSQL in another process (seed ${seed})`, async (t) => {
  const server = await startPostgres();
  if (!server) return t.skip('nothing was tried on PostgreSQL');
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-postgres-worlds-'));
  try {
    const subject = await served({ args: ['--database', await server.createDatabase()] });
    try {
      const results: AgainstResult[] = [];
      const env = { GREENROOM_SUBJECT_SERVER_TOKEN: subject.operatorToken };
      const reached = await reachSubject({ url: subject.url, iOwnThisHost: false, env });
      const offered = { office: officeOffered(reached).drawn };
      await exploreAgainst({
        reached,
        plans: new Map([...Array(worlds).keys()].map((index) => [index, againstPlanAt(seed, index, offered)])),
        together: worlds,
        folder,
        onResult: (result) => results.push(result),
        onPlan: ({ what, file }) => process.stderr.write(`${what}: ${file}\n`),
        signal: new AbortController().signal,
      });
      assert.equal(results.length, worlds);
      const wrong = results.filter(({ violated, unknown }) => violated.length + unknown.length > 0);
      assert.deepEqual(wrong, []);
      for (const id of always) {
        const judged = results.filter(({ exercised }) => exercised.includes(id)).length;
        assert.ok(judged > worlds / 2, `${id} was judged in ${judged} worlds`);
      }
      const sum = (of: 'messages' | 'records' | 'rows'): number => results.reduce((all, one) => all + one[of], 0);
      const held = results.reduce((all, one) => all + one.held.length, 0);
      t.diagnostic(
        `${sum('messages')} messages, ${sum('records')} records, ${sum('rows')} metadata rows; ${held} times an invariant held`,
      );
      assert.ok(sum('messages') > 2 * worlds && sum('records') > sum('messages'), 'there was little to judge');
    } finally {
      await subject.stop();
    }
    rmSync(folder, { recursive: true, force: true });
  } finally {
    await server.stop();
  }
});
