import { z } from 'zod';
import { msisdn } from '../enrolment/schema.ts';
import { instant, keyedHashText, messageId, plainText } from '../message-event.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a version says of the message before it. */
export const recordChange = z.enum(['created', 'edited', 'deleted']);
export type RecordChange = z.infer<typeof recordChange>;

/** What a device says of one record in its own hand: a link of the device's chain. */
export const signedManifest = z.strictObject({
  v: z.literal(1),
  device_id: plainText(64),
  /** 1, 2, 3 .. without gaps. */
  sequence: z.int().min(1),
  /** SHA-256, hex, over the RFC 8785 form of the manifest before; null for the first. */
  previous: sha256.nullable(),
  tenant: plainText(64),
  message_id: messageId,
  logical_message_id: messageId,
  custodian: msisdn,
  peer: z.union([msisdn, z.uuid()]),
  direction: z.enum(['out', 'in']),
  version: z.int().min(1).max(10_000),
  change: recordChange,
  content_hash: keyedHashText.nullable(),
  /** SHA-256, hex, over the RFC 8785 form of the sealed copy; null for a record without content. */
  sealed_sha256: sha256.nullable(),
  device_timestamp: instant,
  /** Ed25519, base64, over `greenroom manifest v1`, a line feed, and the RFC 8785 form of everything but this. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});
export type SignedManifest = z.infer<typeof signedManifest>;
