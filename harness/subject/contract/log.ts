import { z } from 'zod';
import { instant, keyedHash, messageId, messageVersion, msisdn, party } from './text.ts';

/** 32 bytes in base64: a hash, a nonce or a leaf. */
export const bytes32 = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const leafIndex = z.int().min(0);
/** No path is longer: a log has fewer than 2^53 leaves. */
const path = z.array(bytes32).max(64);

/**
 * What the log commits to of a record, its fields as the record has them. `sealed_sha256` and `manifest_sha256` are hex
 * SHA-256 over the RFC 8785 form of the record's sealed copy and manifest, null where it has none.
 */
export const committedRecord = z.strictObject({
  record_id: z.string().min(1),
  tenant: z.string().min(1).max(64),
  message_id: messageId,
  logical_message_id: messageId,
  custodian: msisdn,
  peer: party,
  direction: z.enum(['out', 'in']),
  version: messageVersion,
  change: z.enum(['created', 'edited', 'deleted']),
  device_timestamp: instant,
  content_hash: keyedHash.nullable(),
  sealed_sha256: hex32.nullable(),
  manifest_sha256: hex32.nullable(),
  device_id: z.string().min(1),
  archived_at: instant,
});
export type CommittedRecord = z.infer<typeof committedRecord>;

/** What the log commits to of an erasure. */
export const committedTombstone = z.strictObject({
  record_id: z.string().min(1),
  tombstone: z.string().min(1),
  erased_at: instant,
});
export type CommittedTombstone = z.infer<typeof committedTombstone>;

/**
 * A leaf and its way to the checkpoint's root. Its data, 32 bytes, is HMAC-SHA256 under the nonce over the RFC 8785 form of
 * what is committed to; of an erased record both are gone, and the leaf remains.
 */
const proven = { leaf: bytes32, leaf_index: leafIndex, inclusion_path: path };

/**
 * `GET /records/{record_id}/proof`: all that an auditor needs to verify, offline, that the archive took this record in and
 * has not changed it since. Besides the file it takes the key of the log and the record itself.
 */
export const proofFile = z.strictObject({
  v: z.literal(1),
  record_id: z.string().min(1),
  /** A C2SP signed note: see `GET /log/checkpoint`. */
  checkpoint: z.string().min(1).max(65_536),
  record: z.strictObject({ committed: committedRecord.nullable(), nonce: bytes32.nullable(), ...proven }),
  /** For an erased record: that, when and why it was erased. */
  tombstone: z.strictObject({ committed: committedTombstone, nonce: bytes32, ...proven }).nullable(),
});
export type ProofFile = z.infer<typeof proofFile>;

/** `GET /log/consistency?from=&to=`: that the log of `to` leaves begins with the one of `from` (RFC 6962 section 2.1.2). */
export const consistencyProof = z.strictObject({
  from: leafIndex,
  to: leafIndex,
  consistency_path: path,
});
export type ConsistencyProof = z.infer<typeof consistencyProof>;
