import type { Page, PageQuery } from '../archive/page.ts';
import type { ArchiveRecord } from '../archive/schema.ts';
import type { ProofInputs } from './exported-record.ts';

/** What an export is made of. */
export interface ArchiveSource {
  /** The position of the last record, and how many up to it are the custodian's (or anybody's). */
  snapshot(custodian: string | null): Promise<{ readonly position: number; readonly candidates: number }>;
  /** A page as `GET /records` has it, of one custodian or all. */
  page(query: PageQuery, custodian: string | null): Promise<Page<ArchiveRecord>>;
  /** The place in the log of each of these that has one and is not erased. */
  proofs(recordIds: readonly string[]): Promise<ReadonlyMap<string, ProofInputs>>;
  /** The log as it is now; nothing where there is none. */
  log(): Promise<{ readonly size: number; readonly checkpoint: string } | null>;
  /** The hashes of leaves `from` .. `to`-1, one after the other. `from` is a multiple of 256. */
  leafHashes(from: number, to: number): Promise<Uint8Array>;
}
