import { withoutHeaders } from './headers.ts';
import { pagerLimitBytes, type SipRequest, sipLength } from './sip.ts';

/**
 * A request as it is sent. A MESSAGE that is too large for pager mode is written in compact form where it then fits, without
 * User-Agent, which is optional (RFC 3261 sections 7.3.3 and 20.41): a short text that is encrypted does.
 */
export function fitting(request: SipRequest): SipRequest {
  if (request.method !== 'MESSAGE' || sipLength(request) < pagerLimitBytes) return request;
  const compact = { ...request, form: 'compact', headers: withoutHeaders(request.headers, 'User-Agent') } as const;
  return sipLength(compact) < pagerLimitBytes ? compact : request;
}
