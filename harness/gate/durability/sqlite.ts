import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './archive-process.ts';
import type { StoreUnderTest } from './archive-under-test.ts';
import { type ServingProcess, startProcess } from './process.ts';
import { countCalls, readTrace, straced } from './strace.ts';

/** Whether this machine lets us trace our own processes. */
export function straceMissing(): string | undefined {
  const { status } = spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'strace is not there, or may not trace: install strace, and allow ptrace';
}

/** SQLite in a file: the archive's process, `program`, makes every write itself. */
export const sqliteOf = (program: string): StoreUnderTest => ({
  name: 'sqlite',
  missing: straceMissing,
  async create(seed) {
    const folder = mkdtempSync(join(tmpdir(), 'greenroom-durability-'));
    const trace = join(folder, 'trace');
    const command = [process.execPath, program, join(folder, 'archive.db'), seed];
    let running: ServingProcess | undefined;
    return {
      async start(how) {
        const line = how === 'whole' ? command : straced(command, trace, how === 'traced' ? undefined : how);
        const started = startProcess(line);
        running = started;
        const origin = await started.origin;
        if (origin === undefined) {
          await started.kill();
          return undefined;
        }
        return { origin, kill: started.kill };
      },
      trace: () => readTrace(trace),
      counts: () => countCalls(readTrace(trace)),
      async discard() {
        await running?.kill();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

export const sqlite = sqliteOf(program);
