/** What a carrier tells the messaging platform about one message and one recipient. */
export interface CarrierEvent {
  /** `imdn.Message-ID`. */
  readonly message_id: string;
  /** The message's sender and recipient, E.164, also where a receipt travelled the other way. */
  readonly from: string;
  readonly to: string;
  readonly conversation_id: string;
  /** `sent`: the carrier took responsibility. The others are IMDNs that it saw (RFC 5438). */
  readonly status: 'sent' | 'delivered' | 'displayed' | 'failed';
  /** When the carrier saw it, ms since the epoch. */
  readonly at_ms: number;
}
