import { type Header, headerValue, parameterValue, parseParameters } from './headers.ts';
import type { SipRequest, SipResponse } from './sip.ts';

const phrases: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  483: 'Too Many Hops',
  486: 'Busy Here',
  488: 'Not Acceptable Here',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  504: 'Server Time-out',
};

export const reasonPhrase = (status: number): string => phrases[status] ?? 'Unknown';

const copied = new Set(['via', 'from', 'call-id', 'cseq']);

/**
 * The answer to a request: Via, From, To, Call-ID and CSeq are the request's (RFC 3261 section 8.2.6).
 * @param toTag is added to To when the request's has none; pass the same for every answer within one transaction
 */
export function sipResponse(
  request: SipRequest,
  status: number,
  toTag: string,
  extra: { readonly headers?: readonly Header[]; readonly body?: Uint8Array } = {},
): SipResponse {
  const headers: Header[] = request.headers.filter(({ name }) => copied.has(name.toLowerCase()));
  const to = headerValue(request.headers, 'To') ?? '';
  const tagged = parameterValue(parseParameters(to).parameters, 'tag') !== undefined;
  headers.push({ name: 'To', value: tagged || status === 100 ? to : `${to};tag=${toTag}` });
  if (extra.headers) headers.push(...extra.headers);
  return {
    kind: 'response',
    status,
    reason: reasonPhrase(status),
    headers,
    body: extra.body ?? new Uint8Array(0),
  };
}

/** An RFC 3326 Reason: `SIP;cause=403;text="not-registered"`, `MLS;cause=2;text="incorrect-epoch"`. */
export interface Reason {
  readonly protocol: string;
  readonly cause: number;
  readonly text: string;
}

export const serialiseReason = ({ protocol, cause, text }: Reason): string =>
  `${protocol};cause=${cause};text="${text.replace(/["\\\r\n]/g, '')}"`;

/** The Reason header of a message, when it has one that can be read. */
export function reasonOf(message: { readonly headers: readonly Header[] }): Reason | undefined {
  const value = headerValue(message.headers, 'Reason');
  if (value === undefined) return undefined;
  const { main, parameters } = parseParameters(value);
  const cause = Number(parameterValue(parameters, 'cause'));
  if (main === '' || !Number.isInteger(cause)) return undefined;
  return { protocol: main, cause, text: parameterValue(parameters, 'text') ?? '' };
}
