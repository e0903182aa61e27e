import type { Element } from '@xmldom/xmldom';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import { reading, words } from './apple-locators.ts';
import { attribute, type Page } from './page.ts';
import { saysSms } from './sms-fallback.ts';
import { statusOf, type Transcript } from './transcript.ts';

/** The conversation on the screen of Messages; undefined on any other screen. */
export function readConversation(source: Page): Transcript | undefined {
  const title = source.first(reading.title);
  if (title === undefined) return undefined;
  const cells = source.all(reading.cells);
  return {
    title: attribute(title, 'label'),
    encrypted: isEncrypted(source),
    sms: [
      attribute(source.first(reading.header), 'label'),
      attribute(source.first(reading.body), 'placeholderValue'),
    ].some(saysSms),
    bubbles: cells.flatMap((cell) => readBubble(source, cell)),
    // The tree also holds cells that are out of sight, but not all of a long transcript.
    more: cells[0] !== undefined && attribute(cells[0], 'visible') === 'false',
  };
}

/** The titles in the list of conversations, uppermost first: a cell's label begins with it. */
export const readTitles = (source: Page): readonly string[] =>
  source.all(reading.rows).map((row) => attribute(row, 'label').split(', ')[0] ?? '');

/** The header is what is known of the real app. */
function isEncrypted(source: Page): boolean {
  const header = source.first(reading.header);
  if (header !== undefined) return attribute(header, 'label').endsWith(words.encryptedHeader);
  return source.first(reading.lock) !== undefined;
}

function readBubble(source: Page, cell: Element): readonly ShownBubble[] {
  const text = source.first(reading.text, cell);
  if (text === undefined) return []; // a date between messages
  const status = statusOf(attribute(source.first(reading.status, cell), 'label'));
  return [
    {
      direction: words.own.test(attribute(cell, 'label')) ? 'out' : 'in',
      body: status === 'undecryptable' ? '' : attribute(text, 'label'),
      status,
    },
  ];
}
