import { createEnterprise } from '../../../simulators/enterprise/enterprise.ts';
import { rehearsalSchedule } from '../../../simulators/enterprise/platform/retry.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import { network } from '../../../simulators/kernel/network.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { listenHttp } from '../../../simulators/kernel/wall/listen.ts';

/**
 * Run as a program, `node archive-process.ts DATABASE SEED`: the reference archive alone in a process, on a file or a
 * PostgreSQL URL. Prints its origin once it listens; whoever has the seed has its credentials.
 */
export const program = import.meta.filename;

/** Serves the archive in `database` until it is killed. */
export async function serve(database: string, seed: string): Promise<void> {
  const clock = wallClock((label, error) => {
    process.stderr.write(`${label}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(70);
  });
  const random = seededRandom(seed);
  const enterprise = createEnterprise({
    clock,
    random: random.split('enterprise'),
    journal: journal(clock, memoryBlobs()),
    network: network({ clock, random: random.split('network') }),
    retry: rehearsalSchedule,
    database,
  });
  const { origin } = await listenHttp({}, enterprise.app);
  process.stdout.write(`${origin}\n`);
}

if (import.meta.main) await serve(process.argv[2] ?? '', process.argv[3] ?? '');
