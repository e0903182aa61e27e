import { timestamp } from '../../kernel/clock.ts';
import type { MessageEvent } from '../message-event.ts';
import type { CarrierEvent } from './carrier-event.ts';

/** What is known of one message and one recipient. */
export interface StatusTimes {
  sentMs?: number;
  deliveredMs?: number;
  readMs?: number;
  readonly seen: Set<MessageEvent['status']>;
}

/** The part of a webhook that times decide. */
type Stamped = Pick<MessageEvent, 'status' | 'sent_timestamp' | 'delivered_timestamp' | 'read_timestamp'>;

/**
 * Takes in one carrier event and gives the status and times of its webhook, or nothing when this status was told
 * already. Times never regress: receipts overtake one another, but a message that was read had been delivered by then,
 * so a late receipt is stamped with the bound that an earlier webhook has already told.
 */
export function advance(times: StatusTimes, { status, at_ms }: CarrierEvent): Stamped | undefined {
  const told: MessageEvent['status'] = status === 'displayed' ? 'read' : status;
  if (times.seen.has(told)) return undefined;
  times.seen.add(told);
  // A receipt that comes before news of the message itself: it was sent no later than now.
  times.sentMs ??= at_ms;
  const sent = { status: told, sent_timestamp: timestamp(times.sentMs) };
  if (told === 'sent' || told === 'failed') return sent;
  if (told === 'delivered') {
    times.deliveredMs = Math.min(Math.max(at_ms, times.sentMs), times.readMs ?? Number.POSITIVE_INFINITY);
    return { ...sent, delivered_timestamp: timestamp(times.deliveredMs) };
  }
  times.readMs = Math.max(at_ms, times.deliveredMs ?? times.sentMs);
  return {
    ...sent,
    ...(times.deliveredMs !== undefined && { delivered_timestamp: timestamp(times.deliveredMs) }),
    read_timestamp: timestamp(times.readMs),
  };
}
