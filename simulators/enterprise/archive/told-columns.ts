import type { MessageEvent } from '../message-event.ts';
import { aboutOf, type ToldEvent } from '../told-event.ts';

/** An event of another profile than the contract's tells no conversation. */
const untold = '';

/**
 * The columns of an event, for those who search by them. An event of another profile has fewer and other fields than the
 * contract's: what it said is kept as it was said, beside.
 */
export function toldColumns(told: ToldEvent): { readonly event: MessageEvent; readonly as: string | null } {
  if ('conversation_hash' in told) return { event: told, as: null };
  const as = JSON.stringify(told);
  if ('timestamp' in told) {
    const { timestamp, ...rest } = told;
    return { event: { ...rest, conversation_hash: untold, sent_timestamp: timestamp }, as };
  }
  const user = 'phoneNumber' in told ? told.phoneNumber : told.senderPhoneNumber;
  const [sender_hash, recipient_hash] = 'eventId' in told ? [told.agentId, user] : [user, told.agentId];
  const parties = { sender_hash, recipient_hash, conversation_hash: untold };
  const event = {
    ...aboutOf(told),
    ...parties,
    sent_timestamp: told.sendTime,
    content_hash: null,
    attachment_refs: [],
  };
  return { event, as };
}
