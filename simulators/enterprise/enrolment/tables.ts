import type { EnrolmentMode } from './schema.ts';

/** Un-enrolments and re-enrolments of a device, in turn: odd numbers end its enrolment, even ones renew it. */
export interface EnrolmentChangesTable {
  readonly tenant: string;
  readonly device_id: string;
  /** 1, 2, 3 .. */
  readonly number: number;
  /** Ms since the epoch. */
  readonly changed_at: number;
  readonly changed_by: 'device' | 'operator';
  /** What ended with an odd one, what it is from then on with an even one. Null in rows from before it was kept. */
  readonly mode: EnrolmentMode | null;
}

/** What a custodian agreed to. Only its withdrawal is ever written to it. Times are ms since the epoch. */
export interface ConsentsTable {
  readonly tenant: string;
  readonly device_id: string;
  /** 1, and one more with each. */
  readonly number: number;
  /** Who agreed, as the device names them. */
  readonly given_by: string;
  readonly given_at: number;
  /** SHA-256, hex, of the text that they were shown. */
  readonly text_sha256: string;
  readonly recorded_at: number;
  readonly withdrawn_at: number | null;
}
