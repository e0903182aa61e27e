/** An export that was asked for. It holds no record: its parts are made of the archive each time they are read. */
export interface ExportsTable {
  readonly tenant: string;
  readonly export_id: string;
  /** ms since the epoch. */
  readonly created_at: number;
  /** What was asked for, JSON. */
  readonly request: string;
  /** The position of the last record that is looked at. */
  readonly snapshot: number;
  /** How many records up to there are the custodian's, or anybody's. */
  readonly candidates: number;
  /** How many leaves the log had; null where there is no log. */
  readonly log_size: number | null;
  readonly checkpoint: string | null;
  /** Where each part begins and how many records it looks at, JSON; null until it was made. */
  readonly cuts: string | null;
  /** The signed manifest to the byte; null until it was made. */
  readonly manifest: string | null;
}
