import { DOMParser, type Element } from '@xmldom/xmldom';
import { ExportFault } from './export-fault.ts';
import { type FieldsOf, type FoundRecord, recipient, sender } from './found-record.ts';
import { readUtf8 } from './read-jsonl.ts';

/** How the parser begins what it has to say of U+FFFD. */
const replacement = 'Unicode replacement character';
const recordTag = 'Greenroom.Record';

const children = (parent: Element, name: string): Element[] =>
  [...parent.childNodes].filter((node): node is Element => node.nodeName === name);

function only(parent: Element, name: string): Element {
  const [found, ...more] = children(parent, name);
  if (!found || more.length > 0) throw new ExportFault(`${parent.nodeName} must have one ${name}`);
  return found;
}

/** EDRM XML 1.2 as the contract pins it: Root, Batch, Documents, a Document a record. @throws ExportFault */
export function readEdrmXml(bytes: Uint8Array): readonly FoundRecord[] {
  const root = parse(readUtf8(bytes));
  if (
    root.nodeName !== 'Root' ||
    root.getAttribute('MajorVersion') !== '1' ||
    root.getAttribute('MinorVersion') !== '2'
  )
    throw new ExportFault('is not EDRM XML 1.2');
  return children(only(only(root, 'Batch'), 'Documents'), 'Document').map((document) => {
    const fields = new Map([['DocID', document.getAttribute('DocID') ?? '']]);
    for (const tag of children(only(document, 'Tags'), 'Tag')) {
      const name = tag.getAttribute('TagName') ?? '';
      if (fields.has(name)) throw new ExportFault('a document has a tag twice');
      fields.set(name, tag.getAttribute('TagValue') ?? '');
    }
    const text = fields.get(recordTag);
    if (text === undefined) throw new ExportFault(`a document has no tag ${recordTag}`);
    return { text, fields };
  });
}

function parse(text: string): Element {
  let wrong: string | undefined;
  try {
    const parser = new DOMParser({
      onError: (level, message) => {
        // U+FFFD is a character like others: an id may have it.
        if (!message.startsWith(replacement)) wrong ??= level;
      },
    });
    const root = parser.parseFromString(text, 'text/xml').documentElement;
    if (root && wrong === undefined) return root;
  } catch {
    // said below
  }
  throw new ExportFault('is not well-formed XML');
}

/** The tags that every document has. */
export const edrmFields: FieldsOf = (record) => ({
  DocID: record.record_id,
  '#From': sender(record),
  '#To': recipient(record),
  '#DateSent': record.device_timestamp,
  '#Custodian': record.custodian,
  'Greenroom.Version': String(record.version),
  'Greenroom.ArchivedAt': record.archived_at,
});
