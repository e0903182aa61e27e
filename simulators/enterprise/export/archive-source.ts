import type { Page, PageQuery } from '../archive/page.ts';
import type { ArchiveRecord } from '../archive/schema.ts';
import type { ProofInputs } from './exported-record.ts';

/** A state of the archive. */
export interface Snapshot {
  readonly position: number;
  readonly candidates: number;
  readonly leaves: number;
}

/** What an export is made of. */
export interface ArchiveSource {
  /**
   * The position of the last record, how many up to it are the custodian's (or anybody's), and how many leaves the log has:
   * as they are together, so that each leaf is of a record up to there or of an erasure.
   */
  snapshot(custodian: string | null): Promise<Snapshot>;
  /** A page as `GET /records` has it, of one custodian or all. */
  page(query: PageQuery, custodian: string | null): Promise<Page<ArchiveRecord>>;
  /** The place of each of these among so many leaves of the log: the record's own, or that of its erasure. */
  proofs(recordIds: readonly string[], leaves: number): Promise<ReadonlyMap<string, ProofInputs>>;
  /** What the log says of its first leaves; nothing where there is none. */
  log(size: number): Promise<{ readonly size: number; readonly checkpoint: string } | null>;
  /** The hashes of leaves `from` .. `to`-1, one after the other. `from` is a multiple of 256. */
  leafHashes(from: number, to: number): Promise<Uint8Array>;
}
