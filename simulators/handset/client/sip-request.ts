import type { Header } from '../../protocol/headers.ts';
import { type IdSource, newToken } from '../../protocol/message-id.ts';
import type { SipRequest } from '../../protocol/sip.ts';
import { sipIdentity, telUri } from '../../protocol/uri.ts';

/** What a phone's requests differ in. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** Value of To. Default: the Request-URI in angle brackets. */
  readonly to?: string;
  readonly headers?: readonly Header[];
  readonly contentType?: string;
  readonly body?: Uint8Array;
  /** Of the dialog or registration it belongs to; a fresh one otherwise. */
  readonly callId?: string;
  readonly cseq?: number;
}

/** Writes a phone's SIP requests, all but Via, which the transaction layer adds. */
export interface RequestWriter {
  (parts: RequestParts): SipRequest;
  /** The phone's address: `sip:+447700900001@north.test`. */
  readonly identity: string;
}

export function requestWriter(random: IdSource, msisdn: string, domain: string): RequestWriter {
  const identity = sipIdentity(msisdn, domain);
  const tag = newToken(random);
  let cseq = 0;
  const write = (parts: RequestParts): SipRequest => ({
    kind: 'request',
    method: parts.method,
    uri: parts.uri,
    headers: [
      { name: 'Max-Forwards', value: '70' },
      // The short form everywhere else: short messages then fit pager mode.
      { name: 'From', value: `<${parts.method === 'REGISTER' ? identity : telUri(msisdn)}>;tag=${tag}` },
      { name: 'To', value: parts.to ?? `<${parts.uri}>` },
      { name: 'Call-ID', value: parts.callId ?? newToken(random) },
      { name: 'CSeq', value: `${parts.cseq ?? ++cseq} ${parts.method}` },
      { name: 'User-Agent', value: 'IM-client/OMA1.0' },
      ...(parts.headers ?? []),
      ...(parts.contentType === undefined ? [] : [{ name: 'Content-Type', value: parts.contentType }]),
    ],
    body: parts.body ?? new Uint8Array(0),
  });
  return Object.assign(write, { identity });
}
