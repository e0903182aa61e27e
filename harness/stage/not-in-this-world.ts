import type { z } from 'zod';
import type { ReachedSubject } from '../subject/integration/reach-subject.ts';
import type { startScenario } from './api.ts';

/** What was asked for never can be had in a world like this, with this subject in it: the scenario is for others. */
export class NotInThisWorld extends Error {
  override readonly name = 'NotInThisWorld';
}

/** @throws NotInThisWorld for webhooks that somebody else's receiver does not take */
export function requirePlayable(
  { webhookProfile = 'standard' }: z.infer<typeof startScenario>,
  reached: ReachedSubject | undefined,
): void {
  if (!reached || webhookProfile === 'standard') return;
  throw new NotInThisWorld(
    `its webhooks have the profile "${webhookProfile}", and the subject at ${reached.url} takes the standard one`,
  );
}

/** What a records officer needs, as the contract calls it. */
const office = ['setPolicy', 'placeHold', 'releaseHold', 'eraseRecords'] as const;

/** Why there is no records officer at this subject; undefined where there is one. */
export function whyNoOfficer({ credentials, unsupported }: ReachedSubject): string | undefined {
  const lacking = office.filter((operation) => unsupported.has(operation));
  if (lacking.length > 0) return `the subject does not offer ${lacking.join(', ')}`;
  if (credentials.kind === 'server') return undefined;
  return credentials.tenant.operatorToken === undefined
    ? 'nobody gave the harness the operator’s token (GREENROOM_SUBJECT_OPERATOR_TOKEN)'
    : 'the tenant that was given stays: a retention or a hold would last beyond the scenario. A server that makes tenants can try it';
}
