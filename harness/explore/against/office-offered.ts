import type { OfficeAction } from '../../faults/plan/schema.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';

type Do = OfficeAction['do'];

/** What a records officer can have done at a subject, and what of it a plan may draw. */
export interface OfficeOffered {
  /** What may be asked for: there is a token, the operations are offered, and what comes of it can be judged. */
  readonly deeds: ReadonlySet<Do>;
  /** What drawn plans have: of a tenant that is there to stay no policy, which would outlast their worlds. */
  readonly drawn: ReadonlySet<Do>;
  /** Whether others may have placed holds before: they are asked for. */
  readonly holdsBefore: boolean;
}

/**
 * An erasure is judged by its tombstone's signature, and a refusal by the policy and the holds that stand: without the
 * archive's key, or where those cannot be read, nobody is asked for one. A hold is judged by what it keeps from erasure.
 */
export function officeOffered({
  credentials,
  unsupported,
}: Pick<ReachedSubject, 'credentials' | 'unsupported'>): OfficeOffered {
  const offers = (...operations: readonly string[]): boolean => operations.every((id) => !unsupported.has(id));
  const fresh = credentials.kind === 'server';
  const judged = fresh || (isKeyed(credentials) && offers('listHolds'));
  const erases = judged && offers('eraseRecords', 'readPolicy');
  // A hold on a tenant that stays is released in the end.
  const holds = erases && offers('placeHold') && (fresh || offers('releaseHold'));
  const deeds = new Set<Do>();
  if (erases) deeds.add('erase');
  if (holds) deeds.add('hold');
  if (holds && offers('releaseHold')) deeds.add('release');
  const drawn = new Set(deeds);
  if (erases && offers('setPolicy')) {
    deeds.add('policy');
    if (fresh) drawn.add('policy');
  }
  return { deeds, drawn, holdsBefore: !fresh };
}

/** Whether a tenant that was given came with all that a tombstone is verified with, and whoever may ask for one. */
const isKeyed = (given: Exclude<ReachedSubject['credentials'], { kind: 'server' }>): boolean =>
  given.tenant.operatorToken !== undefined && given.keys.id !== '' && (given.keys.archive ?? []).length > 0;
