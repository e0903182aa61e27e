import type { Element } from '@xmldom/xmldom';
import { reading, words } from './apple-locators.ts';
import { type DetailsPage, detailsPage } from './details.ts';
import { attribute, type Page } from './page.ts';
import { saysSms } from './sms-fallback.ts';
import { failedFor, type Line, sorted, statusOf, type Transcript } from './transcript.ts';

/** The conversation on the screen of Messages; undefined on any other screen. */
export function readConversation(source: Page): Transcript | undefined {
  const title = source.first(reading.title);
  if (title === undefined) return undefined;
  const cells = source.all(reading.cells);
  return {
    title: attribute(title, 'label'),
    encrypted: isEncrypted(source),
    notEncrypted: source.first(reading.notEncrypted) !== undefined,
    closed: source.first(reading.closed) !== undefined,
    sms: [
      attribute(source.first(reading.header), 'label'),
      attribute(source.first(reading.body), 'placeholderValue'),
    ].some(saysSms),
    ...sorted(cells.flatMap((cell) => readLine(source, cell))),
    // The tree also holds cells that are out of sight, but not all of a long transcript.
    more: cells[0] !== undefined && attribute(cells[0], 'visible') === 'false',
  };
}

/** The titles in the list of conversations, uppermost first: a cell's label begins with it. */
export const readTitles = (source: Page): readonly string[] =>
  source.all(reading.rows).map((row) => {
    const label = attribute(row, 'label');
    const name = attribute(source.first(reading.rowName, row), 'label');
    return name !== '' && label.startsWith(`${name}, `) ? name : (label.split(', ')[0] ?? '');
  });

/** The header is what is known of the real app. */
function isEncrypted(source: Page): boolean {
  const header = source.first(reading.header);
  if (header !== undefined) return attribute(header, 'label').endsWith(words.encryptedHeader);
  return source.first(reading.lock) !== undefined;
}

function readLine(source: Page, cell: Element): readonly Line[] {
  const notice = source.first(reading.notice, cell);
  if (notice !== undefined) return [{ notice: attribute(notice, 'label') }];
  const text = source.first(reading.text, cell);
  if (text === undefined) return []; // a date between messages
  const line = attribute(source.first(reading.status, cell), 'label');
  const status = statusOf(line);
  const sender = source.first(reading.sender, cell);
  return [
    {
      direction: words.own.test(attribute(cell, 'label')) ? 'out' : 'in',
      body: status === 'undecryptable' ? '' : attribute(text, 'label'),
      status,
      ...(sender === undefined ? {} : { sender: attribute(sender, 'label') }),
      ...failedFor(line),
    },
  ];
}

/** The details on the screen. The tree holds what is out of sight as well. */
export function readDetailsPage(source: Page): DetailsPage {
  const said = (expression: string): string => attribute(source.first(expression), 'label');
  return detailsPage({
    status: said(reading.encryptionStatus),
    encryptedWords: words.encrypted,
    code: said(reading.verificationCode),
    epoch: said(reading.epoch),
    health: said(reading.health),
    members: source.all(reading.members).map((cell) => ({
      name: attribute(source.first(reading.memberName, cell), 'label'),
      msisdn: attribute(source.first(reading.memberNumber, cell), 'label'),
      devices: attribute(source.first(reading.memberDevices, cell), 'label'),
    })),
    more: false,
  });
}
