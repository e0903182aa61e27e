import { platformHost } from '../../simulators/enterprise/enterprise.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import type { Fetch, Network } from '../../simulators/kernel/network.ts';
import { listenHttp } from '../../simulators/kernel/wall/listen.ts';
import { contact, type SubjectUnreachable } from '../explore/against/contact.ts';
import { type ForeignTenant, foreignTenant } from '../explore/against/foreign-tenant.ts';
import { keptContainer } from '../explore/against/kept-container.ts';
import type { FaultStage } from '../faults/stage.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';

/** Somebody else's archive and webhook receiver, as one scenario's world has it in the place of ours. */
export interface ForeignSide extends ForeignTenant {
  readonly reached: ReachedSubject;
  /** What of the stage is the subject's. */
  readonly place: Pick<FaultStage, 'subject' | 'container'>;
  /** From now on the platform of this network answers who asks for its keys. */
  serveKeys(network: Network): void;
  /** Why it counts as gone; undefined while it may be there. */
  lost(): SubjectUnreachable | undefined;
  /** Why the last question got no answer; undefined where it got one. */
  silent(): SubjectUnreachable | undefined;
  /** Leaves the tenant and the container as they were. Returns what could not be undone, a sentence each. */
  close(): Promise<readonly string[]>;
}

/** The node on the world's network that a foreign subject asks from. */
const outside = 'outside';

/**
 * A fresh tenant, or the one that was given from now on.
 * @throws NoTenantError, SubjectError when it gives none, SubjectUnreachable when nobody answers
 */
export async function openForeignSide(reached: ReachedSubject, clock: Clock): Promise<ForeignSide> {
  const container = reached.container && keptContainer(reached.container, clock.now);
  const touch = contact({
    url: reached.url,
    fetch: reached.fetch,
    now: clock.now,
    ...(container && { excusedUntilMs: container.excusedUntilMs }),
  });
  let platform: Fetch = async () => new Response(null, { status: 503 });
  const keys = await listenHttp({}, (request) => platform(request));
  let tenant: ForeignTenant;
  try {
    tenant = await foreignTenant({ ...reached, fetch: touch.fetch }, clock, `${keys.origin}/.well-known/jwks.json`);
  } catch (error) {
    await keys.close();
    throw touch.silent() ?? error;
  }
  return {
    ...tenant,
    reached,
    place: { subject: 'any-subject', ...(container && { container }) },
    serveKeys(network) {
      platform = async ({ url, method, headers }) =>
        network.fetchFrom(outside)(new Request(`http://${platformHost}${new URL(url).pathname}`, { method, headers }));
    },
    lost: touch.lost,
    silent: touch.silent,
    async close() {
      touch.hangUp();
      await container?.restore();
      const left = await tenant.office?.leave(reached.fetch);
      await keys.close();
      return left ?? [];
    },
  };
}
