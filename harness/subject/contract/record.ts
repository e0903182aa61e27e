import { z } from 'zod';
import { recordChange, signedManifest } from './manifest.ts';
import { problem } from './problem.ts';
import { instant, keyedHash, messageId, messageVersion, msisdn, p256Point, party, plainText } from './text.ts';

/**
 * An archival copy: HPKE base mode (RFC 9180). `escrow`: to the tenant's key; `endpoint`: to the device's own. See
 * open-copy.ts for what is sealed and what it is bound to.
 */
export const sealedCopy = z.strictObject({
  to: z.enum(['escrow', 'endpoint']),
  kid: plainText(64),
  enc: p256Point,
  /** 16 bytes at least, the tag; 128 KiB at most: files go to the attachment gateway. */
  ciphertext: z.base64().min(24).max(174_764),
});

const uploadFields = {
  tenant: plainText(64),
  message_id: messageId,
  /** Shared by a resend chain and by the versions of an edited message. */
  logical_message_id: messageId,
  custodian: msisdn,
  /** Of a message out of a group: who sent it. */
  peer: party,
  direction: z.enum(['out', 'in']),
  version: messageVersion,
  /**
   * The sending device's time: an attribute, not evidence of order. However wrong it is, it is no reason to refuse a copy, which
   * the archive would then lack: `archived_at` is its own time, from which periods count, and holds cover by either.
   */
  device_timestamp: instant,
  /** Null, like `sealed`, for a message that the endpoint could not decrypt; `sealed` alone is never null. */
  content_hash: keyedHash.nullable(),
  sealed: sealedCopy.nullable(),
  change: recordChange.default('created'),
  /** What the device says of this record in its own hand; gone with an erased record's content. */
  manifest: signedManifest.nullable().default(null),
};

const hashedAndSealedTogether = ({ content_hash, sealed }: { content_hash: string | null; sealed: object | null }) =>
  (content_hash === null) === (sealed === null);

/** `POST /records`, by the device enrolled for the custodian. Written once under (logical message, custodian, version). */
export const recordUpload = z
  .strictObject(uploadFields)
  .refine(({ change, sealed }) => change !== 'deleted' || sealed === null, {
    path: ['change'],
    message: 'a deletion has no content',
  })
  .refine(hashedAndSealedTogether, { path: ['sealed'], message: 'goes with content_hash' });

/** 201 for a new record; 200 with `duplicate` when the same copy was there. */
export const uploadResponse = z.strictObject({
  record_id: z.string().min(1),
  archived_at: instant,
  duplicate: z.boolean(),
  /** SHA-256, hex, over the RFC 8785 form of the manifest kept with the record; null for none. */
  manifest_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .optional(),
});

/** `POST /records/batch`: each element as `POST /records` takes it. */
export const recordBatch = z.strictObject({ uploads: z.array(recordUpload).min(1).max(50) });

/** An outcome for each upload, in order: what `POST /records` would have answered. */
export const batchResponse = z.strictObject({
  outcomes: z
    .array(
      z.union([
        z.strictObject({ status: z.union([z.literal(200), z.literal(201)]), record: uploadResponse }),
        z.strictObject({ status: z.int().min(400).max(599), problem }),
      ]),
    )
    .min(1)
    .max(50),
});

/** What stands in the place of an erased record's content, signed by the tenant's archive key. See tombstone.ts. */
export const tombstone = z.strictObject({
  v: z.literal(1),
  tenant: z.string().min(1),
  record_id: z.string().min(1),
  /** `erasure:<erasure_id>` for a request, `expiry:<rule>` for a record whose time was over. */
  reason: z.string().regex(/^(erasure|expiry):.{1,128}$/),
  erased_at: instant,
  kid: z.string().min(1),
  /** Ed25519, base64. */
  signature: z.base64(),
});
export type Tombstone = z.infer<typeof tombstone>;

/** Where a record's content is. `cold`: in slower storage, and read from there. `erased`: gone, with a tombstone. */
const kept = {
  state: z.enum(['hot', 'cold', 'erased']).optional(),
  tombstone: tombstone.nullable().optional(),
};

/** `GET /records/{record_id}`. */
export const archiveRecord = z
  .strictObject({
    record_id: z.string().min(1),
    ...uploadFields,
    device_id: z.string().min(1),
    archived_at: instant,
    /** Where the log commits to it: see `GET /records/{record_id}/proof`. Absent where there is no log. */
    leaf_index: z.int().min(0).nullable().optional(),
    ...kept,
  })
  .refine(hashedAndSealedTogether, { path: ['sealed'], message: 'goes with content_hash' });
export type ArchiveRecord = z.infer<typeof archiveRecord>;
