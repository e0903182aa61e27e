/** A legal hold. Only its release is ever written to it. Times are ms since the epoch. */
export interface HoldsTable {
  readonly tenant: string;
  readonly hold_id: string;
  readonly matter: string;
  /** 1: whoever it is; 0: those in `hold_custodians`. */
  readonly everybody: number;
  readonly from_at: number | null;
  readonly to_at: number | null;
  readonly placed_at: number;
  readonly released_at: number | null;
}

export interface HoldCustodiansTable {
  readonly tenant: string;
  readonly hold_id: string;
  /** E.164. */
  readonly custodian: string;
}

/** What stands in the place of erased contents. Without one no content can be removed. */
export interface TombstonesTable {
  readonly tenant: string;
  readonly record_id: string;
  readonly reason: string;
  readonly erased_at: number;
  readonly kid: string;
  readonly signature: Buffer;
  /** Of its leaf in the log; both stay. Null where there is no log. */
  readonly log_leaf: number | null;
  readonly log_nonce: Buffer | null;
}

/** A ciphertext that went out of its row, compressed. */
export interface ColdContentsTable {
  readonly tenant: string;
  readonly record_id: string;
  /** Zstd. */
  readonly compressed: Buffer;
  /** SHA-256 before compression. */
  readonly sha256: Buffer;
  readonly size: number;
  readonly moved_at: number;
}
