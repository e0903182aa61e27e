import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresMissing, startPostgres } from '../../../simulators/enterprise/store/postgres-server.test-support.ts';
import { program } from './archive-process.ts';
import type { StoreUnderTest } from './archive-under-test.ts';
import { type ServingProcess, startProcess } from './process.ts';
import { straceMissing } from './sqlite.ts';
import { countCalls, readTrace, straced } from './strace.ts';

/** PostgreSQL: the processes of its server write, so they are traced and broken; the archive's process is killed with them. */
export const postgres: StoreUnderTest = {
  name: 'postgres',
  missing: () => straceMissing() ?? postgresMissing(),
  async create(seed) {
    const folder = mkdtempSync(join(tmpdir(), 'greenroom-durability-'));
    chmodSync(folder, 0o777); // the server runs as another user
    const trace = join(folder, 'trace');
    // The background writers' own pace would make every run's calls others.
    const settings = ['autovacuum = off', 'checkpoint_timeout = 1h', 'bgwriter_lru_maxpages = 0'];
    const server = await startPostgres({ settings });
    if (!server) throw new Error('there is no PostgreSQL');
    const url = await server.createDatabase();
    await server.shutDown();
    let archive: ServingProcess | undefined;
    const kill = async (): Promise<void> => {
      await archive?.kill();
      await server.kill();
    };
    return {
      async start(how) {
        const broken = how === 'traced' || how === 'whole' ? undefined : how;
        try {
          await server.start((line) => (how === 'whole' ? [...line] : straced(line, trace, broken)));
        } catch {
          return undefined;
        }
        archive = startProcess([process.execPath, program, url, seed]);
        const origin = await archive.origin;
        if (origin !== undefined) return { origin, kill };
        await kill();
        return undefined;
      },
      trace: () => (existsSync(trace) ? readTrace(trace) : []),
      counts: () => countCalls(existsSync(trace) ? readTrace(trace) : []),
      async discard() {
        await archive?.kill();
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
