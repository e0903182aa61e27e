import { timestamp } from '../kernel/clock.ts';
import { serialiseCpim } from '../protocol/cpim.ts';
import { newMessageId, newUuid } from '../protocol/message-id.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import { type GroupReference, uriOf } from './rcs-group.ts';

export interface FocusContent {
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly era?: number;
  readonly epochAuthenticator?: string;
}

/** Messages that a focus sends in its own name. One is written once, for however many recipients. */
export type FocusMessages = (group: GroupReference, content: FocusContent) => Omit<CarriedMessage, 'to'>;

export function focusMessages(context: CarrierContext): FocusMessages {
  const { clock, name } = context;
  const random = context.random.split('focus messages');
  return (group, { contentType, content, era, epochAuthenticator }) => {
    const id = newMessageId(random);
    const uri = uriOf(group);
    const nowMs = clock.now();
    const cpim = serialiseCpim({
      from: uri,
      to: uri,
      messageId: id,
      dateTime: timestamp(nowMs),
      dispositionNotification: [],
      ...(era === undefined ? {} : { eraId: era }),
      ...(epochAuthenticator === undefined ? {} : { epochAuthenticator }),
      extensions: [],
      contentType,
      contentHeaders: [],
      body: content,
    });
    return {
      id,
      from: uri,
      conversationId: group.id,
      contributionId: newUuid(random),
      contentType,
      era,
      epochAuthenticator,
      cpim,
      content,
      acceptedAtMs: nowMs,
      group,
      orderedBy: name,
    };
  };
}
