import { type ExportedLine, parties } from '../exported-record.ts';
import type { ExportFormat } from './format.ts';

/**
 * The dialect, pinned: EDRM XML 1.2 with `Documents` around each batch's documents. Tools disagree on that wrapper [C];
 * that `LongText` is a data type, and that tags without `#` are the producer's own, is [I].
 */
const dialect = {
  root: '<Root MajorVersion="1" MinorVersion="2" DataInterchangeType="Update">',
  docType: 'Message',
  text: 'Text',
  longText: 'LongText',
  dateTime: 'DateTime',
  integer: 'Integer',
} as const;

/** Mark-up, what XML 1.0 section 2.2 does not allow, and line ends of other kinds, which XML 1.1 and its readers change. */
const special = /[&<>"]|[^ -~\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
/** An attribute keeps these only as references (section 3.3.3), or, of the last, whatever version its reader goes by. */
const referable = /[&<>"\t\n\r\u{7f}-\u{9f}\u{2028}\u{2029}]/u;

/** An attribute's value. A character that XML has no way to write comes as `\uXXXX`. */
const attribute = (text: string): string =>
  text.replace(special, (character) => {
    const code = character.charCodeAt(0);
    return referable.test(character) ? `&#${code};` : `\\u${code.toString(16).padStart(4, '0')}`;
  });

const tag = (name: string, value: string | null, type: string): string =>
  value === null ? '' : `<Tag TagName="${name}" TagValue="${attribute(value)}" TagDataType="${type}"/>`;

function document({ record, text }: ExportedLine): string {
  const { from, to } = parties(record);
  const tags = [
    tag('#From', from, dialect.text),
    tag('#To', to, dialect.text),
    tag('#DateSent', record.device_timestamp, dialect.dateTime),
    tag('#Custodian', record.custodian, dialect.text),
    tag('Greenroom.MessageID', record.message_id, dialect.text),
    tag('Greenroom.Version', String(record.version), dialect.integer),
    tag('Greenroom.ContentHash', record.content_hash, dialect.text),
    tag('Greenroom.ArchivedAt', record.archived_at, dialect.dateTime),
    tag('Greenroom.Record', text, dialect.longText),
  ];
  const body = tags.filter((each) => each !== '').join('\n');
  return `<Document DocID="${attribute(record.record_id)}" DocType="${dialect.docType}">\n<Tags>\n${body}\n</Tags>\n</Document>\n`;
}

/** EDRM XML: a document a record, its metadata as tags. `Greenroom.Record` holds the record's line of JSON. */
export const edrmXml: ExportFormat = {
  ending: 'xml',
  mediaType: 'application/xml',
  encoding: 'utf-8',
  file: (lines) =>
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\n${dialect.root}\n<Fields/>\n<Batch>\n<Documents>\n` +
        `${lines.map(document).join('')}</Documents>\n<Relationships/>\n</Batch>\n</Root>\n`,
    ),
};
