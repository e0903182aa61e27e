import MimeNode from 'nodemailer/lib/mime-node';
import { type ExportedLine, parties } from '../exported-record.ts';
import type { ExportFormat } from './format.ts';
import { tar } from './tar.ts';

/** Where addresses are said to be: RFC 2606 keeps it for nobody, so no mail is ever sent there. */
const domain = 'greenroom.invalid';
const explanation =
  'The text of this message is sealed in the attached record.json, to the key named there. "greenroom verify --open-with" opens it.\r\n';

/** A number or a group's id as an address (RFC 5321 section 4.1.2 lets a local part begin with a plus sign). */
const address = (party: string): string => `${party}@${domain}`;

const lines = (base64: string): string => `${(base64.match(/.{1,76}/g) ?? []).join('\r\n')}\r\n`;

/**
 * One record as a mail (RFC 5322). Its headers are built by the library; its two bodies are put together here, because
 * the library streams them, which takes turns of the machine's own event loop.
 */
function mail({ record, text }: ExportedLine): string {
  const { from, to } = parties(record);
  const shared = { baseBoundary: record.record_id, hostname: domain };
  const root = new MimeNode('multipart/mixed', shared);
  const sentAt = new Date(record.device_timestamp).toUTCString().replace('GMT', '+0000');
  root.setHeader([
    { key: 'From', value: address(from) },
    { key: 'To', value: address(to) },
    { key: 'Date', value: sentAt },
    { key: 'Message-ID', value: `<${record.record_id}@${domain}>` },
    { key: 'Subject', value: `Message ${record.direction === 'out' ? 'sent' : 'received'} by ${record.custodian}` },
    { key: 'X-Greenroom-Record', value: record.record_id },
    { key: 'X-Greenroom-Version', value: String(record.version) },
    { key: 'X-Greenroom-Archived-At', value: record.archived_at },
  ]);
  const note = root.createChild('text/plain; charset=us-ascii', shared);
  note.setHeader('Content-Transfer-Encoding', '7bit');
  const attachment = root.createChild('application/json', { ...shared, filename: 'record.json' });
  attachment.setHeader('Content-Transfer-Encoding', 'base64');
  const head = root.buildHeaders();
  const boundary = /boundary="?([^";\s]+)"?/.exec(head)?.[1];
  if (boundary === undefined) throw new Error('a mail was built without a boundary');
  return [
    `${head}\r\n\r\n--${boundary}\r\n${note.buildHeaders()}\r\n\r\n${explanation}`,
    `--${boundary}\r\n${attachment.buildHeaders()}\r\n\r\n${lines(Buffer.from(text).toString('base64'))}`,
    `--${boundary}--\r\n`,
  ].join('');
}

/** One mail a record, as files of a tar: any mail program opens them. The record's line of JSON is attached to each. */
export const eml: ExportFormat = {
  ending: 'eml.tar',
  mediaType: 'application/x-tar',
  encoding: 'utf-8',
  file: (exported) =>
    tar(
      exported.map((line) => ({
        name: `${line.record.record_id}.eml`,
        bytes: Buffer.from(mail(line)),
        modifiedAt: Math.floor(Date.parse(line.record.archived_at) / 1000),
      })),
    ),
};
