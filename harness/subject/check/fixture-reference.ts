import { webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { createSubjectApp } from '../../../simulators/enterprise/subject-app.ts';
import { createTenant } from '../../../simulators/enterprise/tenant.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { virtualClock } from '../../../simulators/kernel/virtual-clock.ts';
import { jsonWebKeySet } from '../contract/platform-operations.ts';
import type { CheckResult } from './finding.ts';
import { runChecks } from './run-checks.ts';
import type { TenantUnderCheck } from './tenant-under-check.ts';

/** Holds the reference in memory, with two tenants, against the contract; `wrap` stands before both. For tests. */
export async function checkReference(
  wrap: (next: Fetch) => Fetch = (next) => next,
  unsupported: readonly string[] = [],
  tenants = 2,
): Promise<readonly CheckResult[]> {
  const clock = virtualClock(Date.UTC(2026, 10, 22, 12));
  const apps = new Map<string, Fetch>();
  const close: (() => unknown)[] = [];
  const tenant = (name: string): TenantUnderCheck => {
    const random = seededRandom(name);
    const owned = createTenant(random.split('tenant'));
    const { enrolmentToken, auditorToken, operatorToken } = owned;
    const webhookKeys = webhookKeyRing(random.split('webhook keys')).signing();
    const published = webhookKeys.ed25519.map(({ kid, publicKey }) => {
      return { kty: 'OKP' as const, crv: 'Ed25519' as const, x: Buffer.from(publicKey).toString('base64url'), kid };
    });
    const subject = createSubjectApp({
      clock,
      random: random.split('enterprise'),
      fetch: async () => Response.json(jsonWebKeySet.parse({ keys: published })),
      journal: journal(clock, memoryBlobs()),
      tenant: owned,
      keySetUrl: 'http://platform.test/.well-known/jwks.json',
      secrets: webhookKeys.secrets,
      database: ':memory:',
    });
    apps.set(`${name}.test`, subject.app);
    close.push(subject.close);
    return { baseUrl: `http://${name}.test`, enrolmentToken, auditorToken, operatorToken, webhookKeys };
  };
  const [one, two] = [tenant('one'), tenant('two')];
  try {
    return await runChecks({
      clock,
      random: seededRandom('check'),
      fetch: wrap(async (request) => (await apps.get(new URL(request.url).hostname)?.(request)) ?? Response.error()),
      tenant: one,
      ...(tenants > 1 && { other: two }),
      unsupported: new Set(unsupported),
    });
  } finally {
    for (const one of close) await one();
  }
}
