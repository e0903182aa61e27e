import { platformHost } from '../../simulators/enterprise/enterprise.ts';
import type { ForeignSubject } from '../../simulators/enterprise/foreign-enterprise.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import type { Fetch, Network } from '../../simulators/kernel/network.ts';
import { listenHttp } from '../../simulators/kernel/wall/listen.ts';
import { foreignTenant } from '../explore/against/foreign-tenant.ts';
import type { FaultStage } from '../faults/stage.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import type { Subject } from '../subject/subject.ts';

/** Somebody else's archive and webhook receiver, as one scenario's world has it in the place of ours. */
export interface ForeignSide {
  readonly foreign: ForeignSubject;
  readonly subject: Subject;
  /** Whether the harness can open escrowed copies. */
  readonly opensEscrow: boolean;
  /** What of the stage is the subject's. */
  readonly place: Pick<FaultStage, 'subject' | 'container'>;
  /** From now on the platform of this network answers who asks for its keys. */
  serveKeys(network: Network): void;
  close(): Promise<void>;
}

/** The node on the world's network that a foreign subject asks from. */
const outside = 'outside';

/** A fresh tenant, or the one that was given from now on. @throws NoTenantError, SubjectError */
export async function openForeignSide(reached: ReachedSubject, clock: Clock): Promise<ForeignSide> {
  const { container } = reached;
  let platform: Fetch = async () => new Response(null, { status: 503 });
  const keys = await listenHttp({}, (request) => platform(request));
  try {
    const tenant = await foreignTenant(reached, clock, `${keys.origin}/.well-known/jwks.json`);
    return {
      ...tenant,
      place: { subject: 'any-subject', ...(container && { container }) },
      serveKeys(network) {
        platform = async ({ url, method, headers }) =>
          network.fetchFrom(outside)(
            new Request(`http://${platformHost}${new URL(url).pathname}`, { method, headers }),
          );
      },
      close: keys.close,
    };
  } catch (error) {
    await keys.close();
    throw error;
  }
}
