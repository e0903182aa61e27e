import { createSubjectHost } from '../../../simulators/enterprise/host/host.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import { connectionError, type Fetch } from '../../../simulators/kernel/network.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { type VirtualClock, virtualClock } from '../../../simulators/kernel/virtual-clock.ts';
import { osRandomStream } from '../../../simulators/kernel/wall/os-random.ts';
import type { CheckResult } from './finding.ts';
import { makeTenant } from './make-tenant.ts';
import { runChecks } from './run-checks.ts';

/** Lets time pass until a promise is settled: whoever asks too much is kept waiting. */
async function settled<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let over = false;
  const noticed = promise.finally(() => {
    over = true;
  });
  noticed.catch(() => {});
  await clock.runUntil(() => over, 24 * 3_600_000);
  return noticed;
}

export interface CheckedReference {
  /** Stands before the reference. */
  readonly wrap?: (next: Fetch) => Fetch;
  readonly unsupported?: readonly string[];
  readonly tenants?: 1 | 2;
  readonly only?: readonly string[];
  readonly createHost?: typeof createSubjectHost;
}

/** Holds the reference in memory against the contract. For tests. */
export async function checkReference(options: CheckedReference = {}): Promise<readonly CheckResult[]> {
  const { wrap = (next) => next, unsupported = [], tenants = 2, only, createHost = createSubjectHost } = options;
  const clock = virtualClock(Date.UTC(2026, 10, 22, 12));
  const operatorToken = 'operator-of-the-server';
  const host = createHost({
    clock,
    random: osRandomStream(),
    fetch: () => Promise.reject(connectionError('ECONNREFUSED', 'nothing is fetched here')),
    journal: journal(clock, memoryBlobs()),
    database: ':memory:',
    operatorToken,
  });
  const asked = { clock, url: 'http://subject.test', operatorToken };
  const tenant = (name: string) => makeTenant({ ...asked, fetch: host.app, random: seededRandom(name) });
  const run = async () =>
    runChecks(
      {
        clock,
        random: seededRandom('check'),
        fetch: wrap(host.app),
        tenant: await tenant('one'),
        server: asked,
        ...(tenants === 2 && { other: await tenant('two') }),
        unsupported: new Set(unsupported),
      },
      only,
    );
  try {
    return await settled(clock, run());
  } finally {
    await host.close();
  }
}
