import type { MessageEvent } from '../message-event.ts';

/** A metadata row: one a webhook. Times are ms since the epoch. */
export interface EventsTable {
  readonly tenant: string;
  /** Grows by one with each row of a tenant. */
  readonly position: number;
  readonly webhook_id: string;
  readonly message_id: string;
  readonly sender_hash: string;
  readonly recipient_hash: string;
  readonly conversation_hash: string;
  readonly sent_at: number;
  readonly delivered_at: number | null;
  readonly read_at: number | null;
  readonly status: MessageEvent['status'];
  readonly content_hash: string | null;
  /** JSON. */
  readonly attachment_refs: string;
  readonly received_at: number;
  /** JSON of what a webhook of another profile than the contract's told; null for the contract's. */
  readonly told: string | null;
}
