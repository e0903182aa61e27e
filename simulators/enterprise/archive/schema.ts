import { z } from 'zod';
import { msisdn, p256Point } from '../enrolment/schema.ts';
import type { Tombstone } from '../lifecycle/tombstone.ts';
import { recordChange, signedManifest } from '../manifests/schema.ts';
import { instant, keyedHashText, messageId, plainText } from '../message-event.ts';

/** The largest copy taken, bytes of ciphertext: an RCS text is a few kilobytes; files go to the attachment gateway. */
const longestCiphertext = 128 * 1024;

/** An archival copy, HPKE-sealed (RFC 9180) to the tenant's escrow key or to the endpoint's own. */
const sealedCopy = z.strictObject({
  to: z.enum(['escrow', 'endpoint']),
  kid: plainText(64),
  enc: p256Point,
  ciphertext: z
    .base64()
    .min(24) // the tag alone has 16 bytes
    .max(Math.ceil(longestCiphertext / 3) * 4),
});

/** `POST /records`: one endpoint's copy of one message. */
export const recordUpload = z
  .strictObject({
    tenant: plainText(64),
    message_id: messageId,
    /** The id that a resend chain and the versions of an edited message share. */
    logical_message_id: messageId,
    custodian: msisdn,
    /** E.164; for what goes out to a group, the group's id. */
    peer: z.union([msisdn, z.uuid()]),
    direction: z.enum(['out', 'in']),
    /** 1, and one more for each edit. */
    version: z.int().min(1).max(10_000),
    /** When the message was sent, by the device that sent it: an attribute, not evidence of order. */
    device_timestamp: instant,
    /** Null, like `sealed`, when the endpoint could not decrypt the message: a record without content. */
    content_hash: keyedHashText.nullable(),
    sealed: sealedCopy.nullable(),
    /** A deletion has no content: the user deleted the message, and its earlier versions stay. */
    change: recordChange.default('created'),
    /** What the device says of this record in its own hand. */
    manifest: signedManifest.nullable().default(null),
  })
  .refine(({ change, sealed }) => change !== 'deleted' || sealed === null, {
    path: ['change'],
    message: 'must not be deleted where there is a content',
  })
  .refine(({ content_hash, sealed }) => (content_hash === null) === (sealed === null), {
    path: ['sealed'],
    message: 'must be there with content_hash, or both be null',
  });
export type RecordUpload = z.infer<typeof recordUpload>;

/** The largest request that the schema can accept, bytes. */
export const uploadLimitBytes = 4 * Math.ceil(longestCiphertext / 3) + 8192;

/** A record as it is read. */
export interface ArchiveRecord extends RecordUpload {
  readonly record_id: string;
  readonly device_id: string;
  readonly archived_at: string;
  /** Its leaf in the log; null for what was archived before there was a log. */
  readonly leaf_index: number | null;
  /** Where its content is: at hand, in cold storage (and read from there), or gone. */
  readonly state: 'hot' | 'cold' | 'erased';
  /** What stands in the place of content that is gone. */
  readonly tombstone: Tombstone | null;
}

export interface UploadResponse {
  readonly record_id: string;
  readonly archived_at: string;
  /** The record was there already; nothing was stored. */
  readonly duplicate: boolean;
  /** SHA-256, hex, of the manifest that is kept with the record; null for a record without one. */
  readonly manifest_sha256: string | null;
}
