import { z } from 'zod';

/** What the subject under test answered, with our time of observation. Opened content only where escrow allows it. */
export const subjectKinds = {
  /** A record as the subject's archive gave it when asked. */
  'subject.record': z.strictObject({
    record_id: z.string(),
    message_id: z.string(),
    /** Shared by a resend chain and by the versions of an edited message. */
    logical_message_id: z.string(),
    /** The custodian's MSISDN. */
    custodian: z.string(),
    direction: z.enum(['out', 'in']),
    /** The other party's MSISDN. */
    peer: z.string(),
    version: z.number(),
    /** When the sending device says that the message was written. */
    device_timestamp: z.string().optional(),
    content_hash: z.string().nullable(),
    /** Whether the keyed hash matches the opened content; null where it could not be opened. */
    content_hash_valid: z.boolean().nullable(),
    /** The body, opened with the tenant's escrow key; null where escrow does not allow it or it does not open. */
    body: z.string().nullable(),
    archived_at: z.string(),
    /** `deleted`: the endpoint's user deleted the message; its earlier versions stay. */
    change: z.enum(['created', 'edited', 'deleted']).optional(),
    device_id: z.string().optional(),
    /** Its content is gone, and the manifest with it. */
    erased: z.boolean().optional(),
    /** What the device signed of it: its digest, and whether it says what the record says. */
    manifest: z.strictObject({ sha256: z.string(), covers: z.boolean() }).nullable().optional(),
  }),
  /** Links of a device's chain of manifests, and what of them was verified with the key that the subject has for it. */
  'subject.chain': z.strictObject({
    device_id: z.string(),
    /** Ed25519, base64. */
    device_key: z.string(),
    links: z.array(
      z.strictObject({
        sequence: z.number(),
        sha256: z.string(),
        record_id: z.string(),
        /** Null, like `follows`, where erasure took what would tell. */
        signed: z.boolean().nullable(),
        follows: z.boolean().nullable(),
      }),
    ),
  }),
  /** A metadata row as the subject gave it when asked. `event` is what it holds, whether or not the contract has it so. */
  'subject.event': z.strictObject({
    webhook_id: z.string(),
    received_at: z.string(),
    event: z.record(z.string(), z.unknown()),
  }),
  /** The policy that a records officer set, as the subject has it then. */
  'subject.policy': z.strictObject({
    asked: z.strictObject({ profiles: z.array(z.string()), own: z.record(z.string(), z.unknown()).nullable() }),
    retention: z.array(z.strictObject({ period: z.string(), rule: z.string() })),
    erasure_allowed: z.boolean(),
    dispose_after: z.string().nullable(),
    in_force_since: z.string().nullable(),
  }),
  /** A legal hold that a records officer had placed or released. */
  'subject.hold': z.strictObject({
    did: z.enum(['placed', 'released']),
    hold_id: z.string(),
    matter: z.string(),
    custodians: z.array(z.string()).nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    placed_at: z.string(),
    released_at: z.string().nullable(),
  }),
  /** What became of a request to erase records of a custodian, and whether each tombstone is the archive's. */
  'subject.erasure': z.strictObject({
    erasure_id: z.string(),
    custodian: z.string(),
    asked_at: z.string(),
    outcomes: z.array(
      z.strictObject({
        record_id: z.string(),
        outcome: z.enum(['erased', 'refused', 'not-found']),
        rule: z.string().nullable(),
        tombstone_valid: z.boolean().nullable(),
      }),
    ),
  }),
  /** What became of the records that were seen before, when all were read again: how many are as they were, and which are not. */
  'subject.kept': z.strictObject({
    kept: z.number(),
    missing: z.array(z.string()),
    changed: z.array(z.string()),
    erased: z.array(
      z.strictObject({
        record_id: z.string(),
        reason: z.string().nullable(),
        tombstone_valid: z.boolean(),
        content_gone: z.boolean(),
        /** The metadata rows of its message still tell the keyed hash of a text. */
        hash_told: z.literal(true).optional(),
      }),
    ),
  }),
  /** What the subject's log said of itself, when it said something new. */
  'subject.checkpoint': z.strictObject({
    /** The log's name, its number of leaves and its root (hex); null where it was no checkpoint. */
    origin: z.string().nullable(),
    size: z.number().nullable(),
    root: z.string().nullable(),
    /** Whether the key that is known for the log signed it. */
    signature_verified: z.boolean(),
    /** The size of the signed checkpoint seen before; null for the first. */
    previous_size: z.number().nullable(),
    /** Whether the log was proved to begin with the one before; null where there was none, or this one is not signed. */
    consistency_verified: z.boolean().nullable(),
  }),
  /** What became of the proof that a record is in the log, unchanged. */
  'subject.proof': z.strictObject({
    record_id: z.string(),
    leaf_index: z.number().nullable(),
    /** Of the log that it was proved against. */
    size: z.number().nullable(),
    inclusion_verified: z.boolean(),
    problem: z.string().nullable(),
  }),
  /** An export that was taken of the subject, checked, and held against the pages of records read just before. */
  'subject.export': z.strictObject({
    export_id: z.string(),
    format: z.string(),
    compression: z.string(),
    /** The cursor up to which it was taken. */
    snapshot: z.string(),
    records: z.number(),
    manifest_sha256: z.string(),
    /** SHA-256 over the records, in order and uncompressed. */
    digest: z.string(),
    /** What is wrong with it, and what could not be checked: `files: records-00001.jsonl was changed`. */
    violated: z.array(z.string()),
    unknown: z.array(z.string()),
    /** What pages and export do not have in common: ids of records. */
    pages: z.strictObject({
      records: z.number(),
      twice: z.array(z.string()),
      missing: z.array(z.string()),
      differing: z.array(z.string()),
      extra: z.array(z.string()),
    }),
    /** Public keys that it was checked with: the archive's in base64, the log's as auditors are given it. */
    archive_keys: z.array(z.strictObject({ kid: z.string(), key: z.string() })),
    log_key: z.string().nullable(),
  }),
  /** The subject was asked and could not answer. */
  /** Everything that the subject offers was asked for, to its end: what it has not given by now it does not have. */
  'subject.asked': z.strictObject({ new_rows: z.number() }),
  'subject.error': z.strictObject({ operation: z.string(), reason: z.string() }),
};
