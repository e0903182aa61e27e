import { ExportFault } from './export-fault.ts';
import { type FieldsOf, type FoundRecord, recipient, sender } from './found-record.ts';

const separator = '\x14';
const quote = '\xfe';
const newline = '\xae';

/** A field without its quotes, its escapes undone. @throws ExportFault */
function value(field: string): string {
  if (field.length < 2 || !field.startsWith(quote) || !field.endsWith(quote))
    throw new ExportFault('a field is not quoted');
  const inside = field.slice(1, -1);
  if (inside.includes(quote)) throw new ExportFault('a field has a quote inside');
  return inside.replaceAll(newline, '\n').replace(/\\(u[0-9a-f]{4}|.|$)/gs, (_, code: string) => {
    if (code === '\\') return '\\';
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    throw new ExportFault('a field has an escape that there is not');
  });
}

/**
 * A Concordance load file: 0x14 between fields, 0xFE around each, 0xAE for a line break inside; the first row names the
 * columns. @throws ExportFault
 */
export function readConcordanceDat(bytes: Uint8Array): readonly FoundRecord[] {
  const rows = Buffer.from(bytes).toString('latin1').split('\r\n');
  if (rows.pop() !== '') throw new ExportFault('its last row is cut off');
  const [head, ...body] = rows.map((row) => row.split(separator).map(value));
  if (!head) throw new ExportFault('has no row of column names');
  return body.map((values) => {
    if (values.length !== head.length) throw new ExportFault(`a row has ${values.length} of ${head.length} fields`);
    const fields = new Map(head.map((name, column) => [name, values[column] ?? '']));
    const text = fields.get('RECORD');
    if (text === undefined) throw new ExportFault('has no column RECORD');
    return { text, fields };
  });
}

/** The columns that every row has. */
export const datFields: FieldsOf = (record) => ({
  BEGBATES: record.record_id,
  ENDBATES: record.record_id,
  CUSTODIAN: record.custodian,
  FROM: sender(record),
  TO: recipient(record),
  DATESENT: [5, 8, 0].map((at) => record.device_timestamp.slice(at, at + (at === 0 ? 4 : 2))).join('/'),
  TIMESENT: record.device_timestamp.slice(11, 19),
  MESSAGEID: record.message_id,
  VERSION: String(record.version),
  ARCHIVEDAT: record.archived_at,
});
