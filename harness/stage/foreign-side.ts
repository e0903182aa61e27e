import type { Clock } from '../../simulators/kernel/clock.ts';
import type { Network } from '../../simulators/kernel/network.ts';
import type { SubjectUnreachable } from '../explore/against/contact.ts';
import { type ForeignTenant, foreignTenant } from '../explore/against/foreign-tenant.ts';
import { subjectLine } from '../explore/against/subject-line.ts';
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

/**
 * A fresh tenant, or the one that was given from now on.
 * @throws NoTenantError, SubjectError when it gives none, SubjectUnreachable when nobody answers
 */
export async function openForeignSide(reached: ReachedSubject, clock: Clock): Promise<ForeignSide> {
  const line = await subjectLine(reached, clock);
  const { container, touch } = line;
  let tenant: ForeignTenant;
  try {
    tenant = await foreignTenant({ ...reached, fetch: touch.fetch }, clock, line.keySetUrl);
  } catch (error) {
    await line.close();
    throw touch.silent() ?? error;
  }
  return {
    ...tenant,
    reached,
    place: { subject: 'any-subject', ...(container && { container }) },
    serveKeys: line.serveKeys,
    lost: touch.lost,
    silent: touch.silent,
    async close() {
      touch.hangUp();
      await container?.restore();
      const left = await tenant.office?.leave(reached.fetch);
      await line.close();
      return left ?? [];
    },
  };
}
