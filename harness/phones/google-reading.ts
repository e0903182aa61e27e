import type { Element } from '@xmldom/xmldom';
import { type DetailsPage, detailsPage } from './details.ts';
import { reading, words } from './google-locators.ts';
import { attribute, type Page } from './page.ts';
import { saysSms } from './sms-fallback.ts';
import { failedFor, type Line, sorted, statusOf, type Transcript } from './transcript.ts';

/** The conversation on the screen of Google Messages; undefined on any other screen. */
export function readConversation(source: Page): Transcript | undefined {
  const list = source.first(reading.messageList);
  if (list === undefined) return undefined;
  return {
    title: attribute(source.first(reading.title), 'text'),
    encrypted: isEncrypted(source),
    notEncrypted: source.first(reading.notEncrypted) !== undefined,
    closed: source.first(reading.closed) !== undefined,
    sms: saysSms(attribute(source.first(reading.compose), 'hint')) || sendsSms(source),
    ...sorted(source.all(`${reading.bubbleText} | ${reading.notices}`).map((text) => readLine(source, text))),
    more: attribute(list, 'scrollable') === 'true',
  };
}

/** The titles in the list of conversations, uppermost first. */
export const readTitles = (source: Page): readonly string[] =>
  source.all(reading.names).map((name) => attribute(name, 'text'));

/** The send button is what is known of the real app: where it speaks of a transport, it decides. */
function isEncrypted(source: Page): boolean {
  const send = attribute(source.first(reading.sendButton), 'content-desc');
  if (send !== '' && send !== 'Send message') return send === words.sendEncrypted;
  return source.first(reading.lock) !== undefined;
}

/** The hint is gone while something is typed; the button still says it. */
const sendsSms = (source: Page): boolean =>
  attribute(source.first(reading.sendButton), 'content-desc') === words.sendSms;

function readLine(source: Page, text: Element): Line {
  if (attribute(text, 'resource-id') === reading.noticeId) return { notice: attribute(text, 'text') };
  const line = attribute(source.first(reading.status, text), 'text');
  const status = statusOf(line);
  const sender = source.first(reading.sender, text);
  return {
    direction: attribute(text, 'content-desc').startsWith(words.youSaid) ? 'out' : 'in',
    body: status === 'undecryptable' ? '' : attribute(text, 'text'),
    status,
    ...(sender === undefined ? {} : { sender: attribute(sender, 'text') }),
    ...failedFor(line),
  };
}

/** The details on the screen, as far as they are in sight. */
export function readDetailsPage(source: Page): DetailsPage {
  const said = (expression: string): string => attribute(source.first(expression), 'text');
  return detailsPage({
    status: said(reading.encryptionStatus),
    encryptedWords: words.encrypted,
    code: said(reading.verificationCode),
    epoch: said(reading.epoch),
    health: said(reading.health),
    members: source.all(reading.members).map((row) => ({
      name: attribute(source.first(reading.memberName, row), 'text'),
      msisdn: attribute(source.first(reading.memberNumber, row), 'text'),
      devices: attribute(source.first(reading.memberDevices, row), 'text'),
    })),
    more: attribute(source.first(reading.detailsList), 'scrollable') === 'true',
  });
}
