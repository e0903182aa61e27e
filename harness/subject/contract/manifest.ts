import { z } from 'zod';
import { instant, keyedHash, messageId, messageVersion, msisdn, party, plainText } from './text.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `deleted`: the endpoint's user deleted the message; it has no content, and the earlier versions stay. */
export const recordChange = z.enum(['created', 'edited', 'deleted']);

/** An Ed25519 public key (RFC 8032: 32 bytes), base64. */
export const deviceKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

/** What a device says of one record, signed with the key that it registered at its enrolment: a link of its chain. */
export const signedManifest = z.strictObject({
  v: z.literal(1),
  device_id: plainText(64),
  /** 1, 2, 3 .. without gaps. */
  sequence: z.int().min(1),
  /** SHA-256, hex, over the RFC 8785 form of the manifest before, signature and all; null for the first. */
  previous: sha256.nullable(),
  tenant: plainText(64),
  message_id: messageId,
  logical_message_id: messageId,
  custodian: msisdn,
  peer: party,
  direction: z.enum(['out', 'in']),
  version: messageVersion,
  change: recordChange,
  content_hash: keyedHash.nullable(),
  /** SHA-256, hex, over the RFC 8785 form of the sealed copy; null for a record without content. */
  sealed_sha256: sha256.nullable(),
  device_timestamp: instant,
  /** Ed25519, base64, over `greenroom manifest v1`, a line feed, and the RFC 8785 form of everything but this. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});
export type SignedManifest = z.infer<typeof signedManifest>;

/** `GET /manifests/head`, by the device: where its chain is. `sequence` 0 and null before the first. */
export const chainHead = z.strictObject({ sequence: z.int().min(0), sha256: sha256.nullable() });

/** A link of a chain; its manifest is null once its record is erased. */
export const chainLink = z.strictObject({
  sequence: z.int().min(1),
  sha256,
  record_id: z.string().min(1),
  manifest: signedManifest.nullable(),
});

/** `GET /manifests?device_id=&after=&limit=`: links in the order of their sequence. */
export const chainPage = z.strictObject({
  device_id: z.string().min(1),
  device_key: deviceKey,
  manifests: z.array(chainLink),
  next: z.string().min(1),
  more: z.boolean(),
});
export type ChainPage = z.infer<typeof chainPage>;
