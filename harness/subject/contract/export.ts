import { z } from 'zod';
import { archiveRecord } from './record.ts';
import { instant, msisdn } from './text.ts';

export const exportFormat = z.enum(['jsonl', 'edrm-xml', 'concordance-dat', 'eml']);
export const exportCompression = z.enum(['none', 'gzip', 'zstd']);

const filterFields = {
  /** Whose records; null: everybody's. */
  custodian: msisdn.nullable(),
  /** Archived at this instant or later. */
  from: instant.nullable(),
  /** Archived before this instant. */
  to: instant.nullable(),
};

/** `POST /exports`: what is left out asks for everything, as JSON Lines, uncompressed. */
export const exportRequest = z.strictObject({
  custodian: filterFields.custodian.optional(),
  from: filterFields.from.optional(),
  to: filterFields.to.optional(),
  format: exportFormat.optional(),
  compression: exportCompression.optional(),
});
export type ExportRequest = z.infer<typeof exportRequest>;

/** An export was started, and takes its snapshot now; `GET /exports/{export_id}` gives its manifest once it is made. */
export const exportStarted = z.strictObject({ export_id: z.string().regex(/^[\w-]{1,64}$/) });

const file = {
  /** A plain name, no path. */
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,127}$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};

/**
 * `GET /exports/{export_id}`: RFC 8785 JSON to the byte. The signature is Ed25519 by the tenant's archive key over
 * `greenroom export v1`, a line feed, and the manifest without its signature in the same form.
 */
export const exportManifest = z.strictObject({
  v: z.literal(1),
  export_id: exportStarted.shape.export_id,
  tenant: z.string().min(1).max(64),
  created_at: instant,
  filter: z.strictObject(filterFields),
  format: exportFormat,
  compression: exportCompression,
  encoding: z.enum(['utf-8', 'windows-1252']),
  /** Everything archived up to here was looked at, and nothing after it: a cursor of `GET /records`. */
  snapshot: z.string().min(1),
  records: z.int().min(0),
  /** In order: `GET /exports/{export_id}/parts/{n}`, from 1, gives them, and after them those of `log.leaf_hashes`. */
  files: z.array(z.strictObject({ ...file, records: z.int().min(1) })),
  /**
   * The log at the snapshot: each of its leaves is of a record up to there, or of an erasure. Its leaf hashes, 32 bytes each,
   * are in files of their own.
   */
  log: z.strictObject({ checkpoint: z.string().min(1), leaf_hashes: z.array(z.strictObject(file)) }).nullable(),
  kid: z.string().min(1).max(64),
  signature: z.base64().length(88),
});
export type ExportManifest = z.infer<typeof exportManifest>;

/**
 * One record in an export, whatever its format: what a leaf of the log is made of, and the nonce that it was made with. Of an
 * erased record that is the leaf of its tombstone; null where it was erased after the snapshot.
 */
export const exportedRecord = z.strictObject({
  record: archiveRecord,
  proof: z.strictObject({ leaf_index: z.int().min(0), nonce: z.base64() }).nullable(),
});
export type ExportedRecord = z.infer<typeof exportedRecord>;
