import fc from 'fast-check';
import type { ExportedRecord } from '../../../simulators/enterprise/export/exported-record.ts';
import { messageId } from '../contract/text.ts';

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((drawn) => Buffer.from(drawn).toString('hex'));
const base64 = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((drawn) => Buffer.from(drawn).toString('base64'));
const instant = fc
  .integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) })
  .map((drawn) => new Date(drawn).toISOString());
const msisdn = fc.integer({ min: 447_000_000_000, max: 447_999_999_999 }).map((number) => `+${number}`);

/** What a platform may make of an id: delimiters of every format, separators of lines that are no controls, other scripts. */
const strangeId = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.constantFrom(
      'þ®þ',
      'a\u2028b\u2029c',
      '<&">\'',
      '\\u0041',
      '\\',
      '\u200b\ufeff',
      '\ufffd',
      '¶"; DROP',
      'ü 日本 🎭',
    ),
  )
  .filter((id) => messageId.safeParse(id).success);

const plain = { noNullPrototype: true };

const sealed = fc.record(
  {
    to: fc.constantFrom('escrow' as const, 'endpoint' as const),
    kid: fc.constant('escrow-1'),
    enc: fc.uint8Array({ minLength: 64, maxLength: 64 }).map((drawn) => Buffer.from([4, ...drawn]).toString('base64')),
    ciphertext: base64(16, 400),
  },
  plain,
);

/** Any record that an archive may hold, with or without a copy and a place in the log. */
export const arbitraryExported: fc.Arbitrary<ExportedRecord> = fc
  .record({
    record_id: hex(16).map((drawn) => `rec_${drawn}`),
    tenant: fc.constant('tenant-1'),
    message_id: strangeId,
    logical_message_id: strangeId,
    custodian: msisdn,
    peer: fc.oneof(msisdn, fc.uuid()),
    direction: fc.constantFrom('out' as const, 'in' as const),
    version: fc.integer({ min: 1, max: 10_000 }),
    device_timestamp: instant,
    device_id: hex(12).map((drawn) => `dev_${drawn}`),
    archived_at: instant,
    copy: fc.option(fc.record({ content_hash: hex(32).map((drawn) => `hmac-sha256:content-1:${drawn}`), sealed })),
    proof: fc.option(fc.record({ leaf_index: fc.nat(), nonce: base64(32, 32) }, plain)),
  })
  .map(({ copy, proof, ...about }) => ({
    record: {
      ...about,
      content_hash: copy?.content_hash ?? null,
      sealed: copy?.sealed ?? null,
      change: 'created' as const,
      manifest: null,
      leaf_index: proof?.leaf_index ?? null,
      state: 'hot' as const,
      tombstone: null,
    },
    proof,
  }));
