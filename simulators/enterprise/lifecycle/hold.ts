/** What a legal hold covers: the records of some custodians (of all, without), in a time (at any, without). */
export interface HoldScope {
  /** E.164. */
  readonly custodians: readonly string[] | null;
  /** Ms, inclusive. */
  readonly from_ms: number | null;
  readonly to_ms: number | null;
}

/** A legal hold: while it stands nothing that it covers is erased, whatever else says so. */
export interface Hold extends HoldScope {
  readonly hold_id: string;
  readonly matter: string;
  readonly placed_at: number;
  readonly released_at: number | null;
}

/** What a hold is held against. Both times count: a range of either is meant to be missed by neither. */
export interface Coverable {
  readonly custodian: string;
  readonly device_at: number;
  readonly archived_at: number;
}

/** Whether a hold, while it stands, covers a record, also one that came after it. */
export function covers({ custodians, from_ms, to_ms }: HoldScope, record: Coverable): boolean {
  if (custodians && !custodians.includes(record.custodian)) return false;
  const within = (ms: number): boolean => (from_ms === null || ms >= from_ms) && (to_ms === null || ms <= to_ms);
  return within(record.archived_at) || within(record.device_at);
}
