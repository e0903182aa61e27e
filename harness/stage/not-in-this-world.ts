import type { z } from 'zod';
import type { OfficeAction } from '../faults/plan/schema.ts';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import type { startScenario } from './api.ts';
import type { ForeignSide } from './foreign-side.ts';

/** What was asked for never can be had in a world like this, with this subject in it: the scenario is for others. */
export class NotInThisWorld extends Error {
  override readonly name = 'NotInThisWorld';
}

/** @throws NotInThisWorld for webhooks that somebody else's receiver does not take */
export function requirePlayable(
  { webhookProfile = 'standard' }: z.infer<typeof startScenario>,
  reached: Pick<ReachedSubject, 'url'> | undefined,
): void {
  if (!reached || webhookProfile === 'standard') return;
  throw new NotInThisWorld(
    `its webhooks have the profile "${webhookProfile}", and the contract that ${reached.url} keeps has "standard"`,
  );
}

/** The operations of the contract that a records officer's deeds take. */
const taken = ['setPolicy', 'readPolicy', 'placeHold', 'releaseHold', 'eraseRecords'] as const;

/** @throws NotInThisWorld for a deed that this subject does not offer, or that would outlast the scenario there */
export function requireOffered(
  deed: OfficeAction['do'],
  { office, reached: { unsupported } }: Pick<ForeignSide, 'office' | 'reached'>,
): void {
  // What would be there for good is asked of no tenant that stays.
  if (office?.offered.drawn.has(deed)) return;
  const lacking = taken.filter((operation) => unsupported.has(operation));
  if (lacking.length > 0) throw new NotInThisWorld(`"${deed}": the subject does not offer ${lacking.join(', ')}`);
  if (!office)
    throw new NotInThisWorld(
      `"${deed}": the harness was not given the operator's token, or not what an erasure is judged by: see docs/your-own-archive.md`,
    );
  throw new NotInThisWorld(
    `"${deed}": the one tenant that was given stays, and this would last beyond the scenario: a server that makes tenants can try it`,
  );
}
