import { enterpriseHost, enterpriseNode } from '../../simulators/enterprise/enterprise.ts';
import { logVerifierKey } from '../../simulators/enterprise/log/checkpoint.ts';
import type { World } from '../../simulators/world.ts';
import { createHttpSubject } from '../subject/http-subject.ts';
import type { Subject } from '../subject/subject.ts';

/** The node on the network that the harness asks from. */
const harnessNode = 'harness';

/** The world's own enterprise, asked as anybody's would be: over HTTP, as its tenant's auditor. */
export function judgedSubject({
  clock,
  network,
  enterprise,
}: Pick<World, 'clock' | 'network' | 'enterprise'>): Subject {
  const { id, escrow, contentKey, archiveKey, logKey, auditorToken, operatorToken } = enterprise.tenant;
  return createHttpSubject({
    clock,
    fetch: network.fetchFrom(harnessNode),
    baseUrl: `http://${enterpriseHost}`,
    credentials: { auditor: auditorToken, operator: operatorToken },
    keys: { id, escrow: [escrow], content: [contentKey], archive: [archiveKey], log: logVerifierKey(id, logKey) },
  });
}

/**
 * Takes the delay off the harness's own questions. On the machine's clock they would add seconds to every scenario, and
 * nobody in the world learns anything from them.
 */
export function askAtOnce({ network }: Pick<World, 'network'>): void {
  network.change(harnessNode, enterpriseNode, { latencyMs: 0 });
  network.change(enterpriseNode, harnessNode, { latencyMs: 0 });
}
