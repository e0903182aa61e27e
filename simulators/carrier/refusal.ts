import { mlsReasonProtocol } from '../protocol/assumptions.ts';
import type { Header } from '../protocol/headers.ts';
import { isServerFailureReason, type ServerFailureReason, serverFailureCodes } from '../protocol/imdn-failure.ts';
import type { SipResponse } from '../protocol/sip.ts';
import { reasonOf, serialiseReason } from '../protocol/sip-response.ts';

/** Why something was not done, in one form for SIP answers, MSRP answers and the journal. */
export interface Refusal {
  /** SIP status. */
  readonly status: number;
  readonly protocol: 'SIP' | 'MLS';
  /** The status again, or the code of an `mls-server-failure-reason`. */
  readonly cause: number;
  /** `not-registered`, `incorrect-epoch` */
  readonly text: string;
  /** What else the answer says: Retry-After, Min-Expires. */
  readonly headers?: readonly Header[];
}

export const refusal = (status: number, text: string): Refusal => ({ status, protocol: 'SIP', cause: status, text });

/** @param retryAfterS seconds */
export const throttled = (retryAfterS: number): Refusal => ({
  ...refusal(503, 'throttled'),
  headers: [{ name: 'Retry-After', value: String(retryAfterS) }],
});

/** A Conversation Focus says no; 504 for `transient-error`, which decides nothing. */
export const mlsRefusal = (reason: ServerFailureReason): Refusal => ({
  status: reason === 'transient-error' ? 504 : 403,
  protocol: mlsReasonProtocol,
  cause: serverFailureCodes[reason],
  text: reason,
});

/** The headers that tell a client: Reason, and whatever else there is. */
export const refusalHeaders = ({ protocol, cause, text, headers = [] }: Refusal): Header[] => [
  { name: 'Reason', value: serialiseReason({ protocol, cause, text }) },
  ...headers,
];

/** The status of an MSRP answer: RFC 4975 has fewer. */
export const msrpStatus = (status: number): number => (status === 504 ? 408 : status);

/** Reads a focus's decision from its carrier's answer: anything but a clear no leaves it open. */
export function decisionIn(response: SipResponse | undefined): Refusal {
  const reason = response && reasonOf(response);
  if (
    (response?.status === 403 || response?.status === 404) &&
    reason?.protocol === mlsReasonProtocol &&
    isServerFailureReason(reason.text)
  )
    return { ...mlsRefusal(reason.text), status: response.status };
  const clear = response && [400, 403, 404].includes(response.status);
  if (clear) return refusal(response.status, reason?.protocol === 'SIP' ? reason.text : 'unknown-subscriber');
  return mlsRefusal('transient-error');
}
