import { z } from 'zod';

/** Enrolment, the endpoint agents and the reference archive. */
export const archiveKinds = {
  'archive.enrolled': z.strictObject({
    device_id: z.string(),
    phone: z.string(),
    custodian: z.string(),
    mode: z.enum(['metadata-only', 'endpoint-archive', 'escrow']),
    /** The Ed25519 key, base64, that the device signs its manifests with; absent where it signs none. */
    device_key: z.string().optional(),
  }),
  /** An endpoint's agent captured a message and queued its copy. */
  'archive.captured': z.strictObject({ phone: z.string(), message_id: z.string(), version: z.number() }),
  'archive.upload': z.strictObject({
    phone: z.string(),
    message_id: z.string(),
    version: z.number(),
    http_status: z.number().nullable(),
    error: z.string().nullable(),
    next_ms: z.number().nullable(),
  }),
  'archive.stored': z.strictObject({
    record_id: z.string(),
    message_id: z.string(),
    custodian: z.string(),
    version: z.number(),
    content_hash: z.string().nullable(),
    duplicate: z.boolean(),
  }),
  /** A device's enrolment ended: its token is refused, its records stay. */
  'archive.unenrolled': z.strictObject({ device_id: z.string(), by: z.enum(['device', 'operator']) }),
  /** What a records officer had done, or time alone: how many records, and by which hold or erasure. */
  'archive.hold': z.strictObject({ hold_id: z.string(), matter: z.string(), did: z.enum(['placed', 'released']) }),
  'archive.erasure': z.strictObject({ erasure_id: z.string(), erased: z.number(), refused: z.number() }),
  'archive.swept': z.strictObject({ disposed: z.number(), cold: z.number() }),
  /** An auditor's export was made: what was taken of the archive, and how much. */
  'archive.exported': z.strictObject({
    export_id: z.string(),
    format: z.string(),
    compression: z.string(),
    records: z.number(),
    files: z.number(),
  }),
  'archive.refused': z.strictObject({ http_status: z.number(), reason: z.string() }),
};
