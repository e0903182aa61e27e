import { timestamp } from '../../kernel/clock.ts';
import type { ProtectedMessage } from '../../mls/client/client.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import { type GroupRequest, groupDataContentType, serialiseGroupRequest } from '../../protocol/group-data.ts';
import { type Imdn, imdnContentType, serialiseImdn } from '../../protocol/imdn.ts';
import { mlsContentTypes } from '../../protocol/mls-control.ts';
import { telUri } from '../../protocol/uri.ts';

/** Inside MLS or in clear: what a text message is. */
export const textContentType = 'text/plain;charset=UTF-8';

export interface MessageParts {
  /** MSISDN. */
  readonly from: string;
  /** URI: `tel:+E164`, or a group's. */
  readonly to: string;
  readonly messageId: string;
  readonly nowMs: number;
}

const base = ({ from, to, messageId, nowMs }: MessageParts) => ({
  from: telUri(from),
  to,
  messageId,
  dateTime: timestamp(nowMs),
  extensions: [],
});

/** A text in clear. */
export const clearMessage = (parts: MessageParts, body: Uint8Array): Cpim => ({
  ...base(parts),
  dispositionNotification: ['positive-delivery', 'negative-delivery', 'display'],
  contentType: textContentType,
  contentHeaders: [],
  body,
});

/** An MLS ciphertext with the headers that a receiver drops it without (RCC.16). */
export const encryptedMessage = (
  parts: MessageParts,
  { era, epochAuthenticator, ciphertext }: ProtectedMessage,
): Cpim => ({
  ...base(parts),
  dispositionNotification: ['positive-delivery', 'negative-delivery', 'display'],
  eraId: era,
  epochAuthenticator,
  contentType: mlsContentTypes.application,
  contentHeaders: [],
  body: ciphertext,
});

/** A commit for the Conversation Focus, its Welcome with it. */
export const controlMessage = (
  parts: MessageParts & { readonly era: number; readonly epochAuthenticator: string; readonly body: Uint8Array },
): Cpim => ({
  ...base(parts),
  dispositionNotification: ['negative-delivery'],
  eraId: parts.era,
  epochAuthenticator: parts.epochAuthenticator,
  contentType: mlsContentTypes.control,
  contentHeaders: [],
  body: parts.body,
});

/** What a participant asks of a group's focus. */
export const groupRequestMessage = (parts: MessageParts, request: GroupRequest): Cpim => ({
  ...base(parts),
  dispositionNotification: [],
  contentType: groupDataContentType,
  contentHeaders: [],
  body: serialiseGroupRequest(request),
});

/** A receipt; nobody is told what becomes of it. */
export const receiptMessage = (parts: MessageParts, imdn: Imdn): Cpim => ({
  ...base(parts),
  dispositionNotification: [],
  contentType: imdnContentType,
  contentHeaders: [{ name: 'Content-Disposition', value: 'notification' }],
  body: serialiseImdn(imdn),
});
