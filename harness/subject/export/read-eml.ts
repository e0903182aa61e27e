import { ExportFault } from './export-fault.ts';
import { type FieldsOf, type FoundRecord, recipient, sender } from './found-record.ts';
import { readUtf8 } from './read-jsonl.ts';
import { readTar } from './read-tar.ts';

/** Headers by their lower-case names, unfolded (RFC 5322 section 2.2.3), and what comes after the empty line. */
function entity(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) throw new ExportFault('a mail has no end of its headers');
  const headers = new Map<string, string>();
  for (const line of text
    .slice(0, end)
    .replaceAll(/\r\n[ \t]/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || headers.has(name)) throw new ExportFault('a mail has a header twice, or none');
    headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: text.slice(end + 4) };
}

/** The parts of a multipart mail (RFC 2046 section 5.1). */
function parts({ headers, body }: ReturnType<typeof entity>): ReturnType<typeof entity>[] {
  const boundary = /^multipart\/mixed;.*\bboundary="?([^";]+)"?/i.exec(headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) throw new ExportFault('a mail is not multipart/mixed');
  const [preamble, ...rest] = `\r\n${body}`.split(`\r\n--${boundary}`);
  const epilogue = rest.pop();
  if (preamble !== '' || epilogue?.startsWith('--') !== true) throw new ExportFault('a mail has no end');
  return rest.map((part) => entity(part.slice(2)));
}

/** The address before its domain, without the angle brackets. */
const localPart = (header: string | undefined): string => /^<?([^@<>]+)@[^@<>]+>?$/.exec(header ?? '')?.[1] ?? '';

function readMail(bytes: Uint8Array): FoundRecord {
  const mail = entity(readUtf8(bytes));
  const attached = parts(mail).filter(({ headers }) =>
    /filename="?record\.json"?/.test(headers.get('content-disposition') ?? ''),
  );
  const [attachment, ...more] = attached;
  if (!attachment || more.length > 0) throw new ExportFault('a mail must have one record.json');
  const sentMs = Date.parse(mail.headers.get('date') ?? '');
  return {
    text: readUtf8(Buffer.from(attachment.body, 'base64')),
    fields: new Map([
      ['From', localPart(mail.headers.get('from'))],
      ['To', localPart(mail.headers.get('to'))],
      ['Date', Number.isNaN(sentMs) ? '' : new Date(sentMs).toISOString().slice(0, 19)],
      ['Message-ID', localPart(mail.headers.get('message-id'))],
    ]),
  };
}

/** A tar of mails, a record each, in order. @throws ExportFault */
export function readEml(bytes: Uint8Array): readonly FoundRecord[] {
  return readTar(bytes).map((file) => readMail(file.bytes));
}

/** The headers that every mail has. A mail's date has whole seconds. */
export const emlFields: FieldsOf = (record) => ({
  From: sender(record),
  To: recipient(record),
  Date: record.device_timestamp.slice(0, 19),
  'Message-ID': record.record_id,
});
