import { createHash } from 'node:crypto';
import { type ExportedLine, parties } from '../exported-record.ts';
import type { ExportFormat } from './format.ts';

/** Concordance's delimiters as bytes: between fields, around a field, and for a line break inside one. */
const separator = '\x14';
const quote = '\xfe';
const newline = '\xae';

/**
 * A field's characters, all ASCII: what is not comes as a JSON escape, and so do the backslash and the delimiters. A
 * line feed is the delimiter that stands for one.
 */
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replace(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('\n', newline);

const field = (text: string): string => `${quote}${escaped(text)}${quote}`;

/** `2026-11-22T12:00:00.000Z` as `11/22/2026`, the form that review tools take. */
const day = (at: string): string => `${at.slice(5, 7)}/${at.slice(8, 10)}/${at.slice(0, 4)}`;
const time = (at: string): string => at.slice(11, 19);

const columns: Readonly<Record<string, (line: ExportedLine) => string>> = {
  BEGBATES: ({ record }) => record.record_id,
  ENDBATES: ({ record }) => record.record_id,
  BEGATTACH: ({ record }) => record.record_id,
  ENDATTACH: ({ record }) => record.record_id,
  CUSTODIAN: ({ record }) => record.custodian,
  FROM: ({ record }) => parties(record).from,
  TO: ({ record }) => parties(record).to,
  DATESENT: ({ record }) => day(record.device_timestamp),
  TIMESENT: ({ record }) => time(record.device_timestamp),
  MESSAGEID: ({ record }) => record.message_id,
  VERSION: ({ record }) => String(record.version),
  ARCHIVEDAT: ({ record }) => record.archived_at,
  CONTENTHASH: ({ record }) => record.content_hash ?? '',
  /** Of the sealed copy's ciphertext: review tools find duplicates by it. It is no evidence; the manifest's hashes are. */
  MD5HASH: ({ record: { sealed } }) =>
    sealed ? createHash('md5').update(Buffer.from(sealed.ciphertext, 'base64')).digest('hex') : '',
  /** There are no native and no text files: a copy is sealed, and is in RECORD. */
  NATIVEPATH: () => '',
  TEXTPATH: () => '',
  RECORD: ({ text }) => text,
};

const row = (fields: readonly string[]): string => `${fields.map(field).join(separator)}\r\n`;

/**
 * A Concordance load file without images, hence without an Opticon file beside it. Its delimiters are single bytes, so
 * its encoding is Windows-1252, of which it uses ASCII and the delimiters. The column RECORD holds the record's line of JSON.
 */
export const concordanceDat: ExportFormat = {
  ending: 'dat',
  mediaType: 'application/octet-stream',
  encoding: 'windows-1252',
  file(lines) {
    const rows = lines.map((line) => row(Object.values(columns).map((value) => value(line))));
    return Buffer.from(row(Object.keys(columns)) + rows.join(''), 'latin1');
  },
};
