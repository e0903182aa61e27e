import type { ArchiveRecord } from '../contract/record.ts';

/** A record as a reader of some format found it: its line of JSON, and what the format's own fields say beside it. */
export interface FoundRecord {
  readonly text: string;
  /** Each field that the format has for readers who know nothing of the line, by the format's name for it. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The fields that a format has of a record: what the contract demands, stated here for readers. */
export type FieldsOf = (record: ArchiveRecord) => Readonly<Record<string, string>>;

/** Who sent a record's message, and to whom. */
export const sender = ({ direction, custodian, peer }: ArchiveRecord): string =>
  direction === 'out' ? custodian : peer;
export const recipient = ({ direction, custodian, peer }: ArchiveRecord): string =>
  direction === 'out' ? peer : custodian;
