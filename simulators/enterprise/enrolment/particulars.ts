import type { EnrolledDevice } from './devices.ts';
import type { EnrolmentRequest } from './schema.ts';

/**
 * Where a request for an installation that is enrolled says something else than its enrolment, as pointers into the request.
 * A request with nothing of that is the same enrolment again; one with some of it is a change, which must be meant.
 */
export function otherParticulars(
  before: Pick<EnrolledDevice, 'mode' | 'endpoint_key'>,
  { mode, endpoint_key }: Pick<EnrolmentRequest, 'mode' | 'endpoint_key'>,
): readonly string[] {
  const key = endpoint_key && Buffer.from(endpoint_key.public_key, 'base64');
  const sameKey = key === null ? before.endpoint_key === null : (before.endpoint_key?.equals(key) ?? false);
  return [...(mode === before.mode ? [] : ['/mode']), ...(sameKey ? [] : ['/endpoint_key'])];
}
