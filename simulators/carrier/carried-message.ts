import { parseConferenceUri } from '../protocol/conference-uri.ts';
import { type Cpim, parseCpim } from '../protocol/cpim.ts';
import { type Header, headerValue } from '../protocol/headers.ts';
import { isUuid } from '../protocol/message-id.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { anonymousUri, msisdnOf } from '../protocol/uri.ts';
import { type GroupReference, uriOf } from './rcs-group.ts';
import { type Refusal, refusal } from './refusal.ts';

/** A CPIM message on its way, with what a carrier may know of it. The bytes are passed on as they came. */
export interface CarriedMessage {
  /** `imdn.Message-ID` */
  readonly id: string;
  /** Asserted MSISDNs; of what concerns a group, its URI where the group itself speaks or is spoken to. */
  readonly from: string;
  readonly to: string;
  readonly conversationId: string;
  readonly contributionId: string;
  /** Inner type without parameters, in lower case. */
  readonly contentType: string;
  readonly era: number | undefined;
  readonly epochAuthenticator: string | undefined;
  /** The `message/cpim` body. */
  readonly cpim: Uint8Array;
  /** The content of the CPIM body: ciphertext, a commit, a receipt. */
  readonly content: Uint8Array;
  /** Milliseconds since the epoch: when this carrier took it. */
  readonly acceptedAtMs: number;
  /** The carrier whose Conversation Focus put this commit in order. */
  readonly orderedBy?: string;
  /** The IMEI of the device it came from, where that is one of this carrier's. */
  readonly device?: string;
  /** The group it was sent in. */
  readonly group?: GroupReference;
  /** The IMEI of the only device that it is for. */
  readonly recipientDevice?: string;
}

/** Who a message is from and to, and in which conversation: from SIP, where identities are asserted. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly conversationId: string;
  readonly contributionId: string;
  readonly device?: string;
  readonly group?: GroupReference;
  readonly recipientDevice?: string;
}

/** The recipient and conversation of a MESSAGE or INVITE from `from`. */
export function readEnvelope(uri: string, headers: readonly Header[], from: string): Envelope | Refusal {
  const group = groupAt(uri);
  const to = group ? uriOf(group) : msisdnOf(uri);
  if (to === undefined) return refusal(404, 'unknown-subscriber');
  const conversationId = headerValue(headers, 'Conversation-ID') ?? '';
  const contributionId = headerValue(headers, 'Contribution-ID') ?? '';
  if (!isUuid(conversationId) || (group && conversationId !== group.id)) return refusal(400, 'bad-conversation-id');
  if (!isUuid(contributionId)) return refusal(400, 'bad-contribution-id');
  return { from, to, conversationId, contributionId, ...(group && { group }) };
}

/** The group that a URI addresses. */
export function groupAt(uri: string): GroupReference | undefined {
  const conference = parseConferenceUri(uri);
  return conference && isUuid(conference.user) ? { id: conference.user, host: conference.carrier } : undefined;
}

/** The number or group URI that a URI names. */
export function partyAt(uri: string): string | undefined {
  const group = groupAt(uri);
  return group ? uriOf(group) : msisdnOf(uri);
}

/** A message id is journaled and compared, never interpreted: only its size is bounded. */
const messageIdForm = /^[\x21-\x7e]{1,128}$/;

/** Reads a CPIM body that came in an envelope. */
export function readMessage(envelope: Envelope, cpimBytes: Uint8Array, nowMs: number): CarriedMessage | Refusal {
  let cpim: Cpim;
  try {
    cpim = parseCpim(cpimBytes);
  } catch (error) {
    if (error instanceof ProtocolError) return refusal(400, 'malformed');
    throw error;
  }
  if (cpim.messageId === undefined || !messageIdForm.test(cpim.messageId)) return refusal(400, 'no-message-id');
  if (cpim.from !== anonymousUri && partyAt(cpim.from) !== envelope.from) return refusal(403, 'wrong-identity');
  return {
    id: cpim.messageId,
    ...envelope,
    contentType: (cpim.contentType.split(';')[0] ?? '').trim().toLowerCase(),
    era: cpim.eraId,
    epochAuthenticator: cpim.epochAuthenticator,
    cpim: cpimBytes,
    content: cpim.body,
    acceptedAtMs: nowMs,
  };
}

export const isRefusal = (value: CarriedMessage | Envelope | Refusal): value is Refusal => 'cause' in value;
