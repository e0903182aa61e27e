import type { EnrolmentMode } from './schema.ts';

/** An enrolled device. */
export interface DevicesTable {
  readonly tenant: string;
  readonly device_id: string;
  readonly installation_id: string;
  /** E.164. */
  readonly custodian: string;
  readonly mode: EnrolmentMode;
  readonly endpoint_key: Buffer | null;
  readonly token_digest: Buffer;
  /** Ms since the epoch. */
  readonly enrolled_at: number;
}
