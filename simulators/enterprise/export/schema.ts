import { z } from 'zod';
import { msisdn } from '../enrolment/schema.ts';
import { instant } from '../message-event.ts';

const exportFormatName = z.enum(['jsonl', 'edrm-xml', 'concordance-dat', 'eml']);
export type ExportFormatName = z.infer<typeof exportFormatName>;

const exportCompression = z.enum(['none', 'gzip', 'zstd']);
export type ExportCompression = z.infer<typeof exportCompression>;

/** `POST /exports`. What is left out asks for everything, as JSON Lines, compressed by nothing. */
export const exportRequest = z.strictObject({
  /** Whose records. */
  custodian: msisdn.nullable().default(null),
  /** Archived at this instant or later. */
  from: instant.nullable().default(null),
  /** Archived before this instant. */
  to: instant.nullable().default(null),
  format: exportFormatName.default('jsonl'),
  compression: exportCompression.default('none'),
});
export type ExportRequest = z.infer<typeof exportRequest>;
