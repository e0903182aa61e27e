import type { ArticleEvent } from './article/article-event.ts';
import type { MessageEvent } from './message-event.ts';
import type { RbmEvent } from './rbm/rbm-event.ts';

/** What a webhook told, in the words of its profile: what a metadata row keeps. In an `rbm` row the user is a pseudonym. */
export type ToldEvent = MessageEvent | ArticleEvent | RbmEvent;

/** What an event is about, whatever its profile calls it. */
export interface About {
  readonly message_id: string;
  readonly status: MessageEvent['status'];
}

export function aboutOf(event: ToldEvent): About {
  if ('message_id' in event) return { message_id: event.message_id, status: event.status };
  const eventType = 'eventType' in event ? event.eventType : 'SENT';
  const status = { SENT: 'sent', DELIVERED: 'delivered', READ: 'read', TTL_EXPIRATION_REVOKED: 'failed' } as const;
  return { message_id: event.messageId, status: status[eventType] };
}
