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

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What `POST /records` answers: without it a 200 may be anybody's, a captive portal's say. `manifest_sha256` is that of the
 * manifest which the archive holds with the record, null where it holds none; an archive without manifests leaves it out.
 */
export const uploadAnswer = z.object({ record_id: z.string(), manifest_sha256: sha256.nullable().optional() });
export type UploadAnswer = z.infer<typeof uploadAnswer>;

/** RFC 9457, as far as the agent reads it. */
export const problemAnswer = z.object({ type: z.string() });

/** What `POST /records/batch` answers: an outcome for each upload, in order. */
export const batchAnswer = z.object({
  outcomes: z.array(
    z.object({
      status: z.int().min(200).max(599),
      record: uploadAnswer.optional(),
      problem: problemAnswer.optional(),
    }),
  ),
});

/** What `GET /manifests/head` answers. */
export const headAnswer = z.object({ sequence: z.int().min(0), sha256: sha256.nullable() });
