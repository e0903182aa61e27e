import { canonical } from '../../kernel/journal/entry.ts';
import type { ArchiveRecord } from '../archive/schema.ts';

/** What a verifier needs, beside the record, to find it or its erasure in the log: the leaf, and the nonce that it was made with. */
export interface ProofInputs {
  readonly leaf_index: number;
  /** 32 bytes, base64. */
  readonly nonce: string;
}

/** One record as every format holds it: all that the archive has of it, and nothing that the archive has not. */
export interface ExportedRecord {
  /**
   * As `GET /records/{record_id}` gives it, but that it says `hot` of content in cold storage too: where a copy lies may
   * change while an export is read.
   */
  readonly record: ArchiveRecord;
  /**
   * Of an erased record, whose own nonce went, the leaf of its erasure. Null where there is no log, and where the erasure came
   * after the export's state of it.
   */
  readonly proof: ProofInputs | null;
}

/** A record with its RFC 8785 form, which every format carries: what a format's own fields leave out is there. */
export interface ExportedLine extends ExportedRecord {
  readonly text: string;
}

export function exportedLine(record: ArchiveRecord, proof: ProofInputs | null): ExportedLine {
  const exported = { record: { ...record, state: record.state === 'cold' ? 'hot' : record.state }, proof } as const;
  return { ...exported, text: canonical(exported) };
}

/** Sender and recipient of a record; what went out to a group has the group's id for its recipient. */
export function parties({ custodian, peer, direction }: ArchiveRecord): { readonly from: string; readonly to: string } {
  return direction === 'out' ? { from: custodian, to: peer } : { from: peer, to: custodian };
}
