import { whyNotAgainst } from '../explore/against/against-plan.ts';
import { SubjectUnreachable } from '../explore/against/contact.ts';
import { StageFailure } from '../explore/world-stage.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { NoTenantError } from '../subject/check/make-tenant.ts';
import { type ReachedSubject, reachSubject } from '../subject/integration/reach-subject.ts';
import { SubjectFileError } from '../subject/integration/subject-file.ts';
import { SubjectError } from '../subject/subject.ts';
import { UsageError } from './command.ts';

/** What a command line says of a subject of somebody else's. Its credentials are in the environment. */
export interface AgainstOptions {
  readonly against: string;
  readonly config?: string;
  readonly iOwnThisHost?: true;
}

/** @throws UsageError when subject.yaml or the environment cannot be used, or the host is not to be asked */
export async function reachAgainst({ against: url, config, iOwnThisHost }: AgainstOptions): Promise<ReachedSubject> {
  try {
    const named = { url, ...(config !== undefined && { config }) };
    return await reachSubject({ ...named, iOwnThisHost: iOwnThisHost === true, env: process.env });
  } catch (error) {
    if (error instanceof SubjectFileError) throw new UsageError(error.message);
    throw error;
  }
}

/** @throws UsageError for a plan that no subject can be played with */
export function requireAgainst(plan: Plan, file: string): Plan {
  const why = whyNotAgainst(plan);
  if (why !== undefined) throw new UsageError(`${file}: ${why}`);
  return plan;
}

/** Whether the environment failed, and says so: nobody is there, or lets nobody in. Then nothing is known of the subject. */
export const isEnvironmentFailure = (error: unknown): error is Error =>
  [NoTenantError, StageFailure, SubjectError, SubjectUnreachable].some((known) => error instanceof known);
