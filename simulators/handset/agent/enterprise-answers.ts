import { z } from 'zod';

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** What `POST /enrolments` answers, as far as the agent needs it. */
export const enrolmentAnswer = z.object({
  device_id: z.string(),
  tenant: z.string(),
  custodian: z.string(),
  mode: z.enum(['metadata-only', 'endpoint-archive', 'escrow']),
  /** RFC 6750 section 2.1: anything else would not go into a header. */
  token: z.string().regex(/^[\w.~+/-]+=*$/),
  escrow: z.object({ kid: z.string(), public_key: base64 }).nullable(),
  content_hash_key: z.object({ kid: z.string(), key: base64 }),
});

/** What `POST /records` answers: without it a 200 may be anybody's, a captive portal's say. */
export const uploadAnswer = z.object({ record_id: z.string() });
