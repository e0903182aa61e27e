import type { Element } from '@xmldom/xmldom';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import { reading, words } from './google-locators.ts';
import { attribute, type Page } from './page.ts';
import { saysSms } from './sms-fallback.ts';
import { statusOf, type Transcript } from './transcript.ts';

/** The conversation on the screen of Google Messages; undefined on any other screen. */
export function readConversation(source: Page): Transcript | undefined {
  const list = source.first(reading.messageList);
  if (list === undefined) return undefined;
  return {
    title: attribute(source.first(reading.title), 'text'),
    encrypted: isEncrypted(source),
    sms: saysSms(attribute(source.first(reading.compose), 'hint')) || sendsSms(source),
    bubbles: source.all(reading.bubbleText).map((text) => readBubble(source, text)),
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

function readBubble(source: Page, text: Element): ShownBubble {
  const line = attribute(source.first(reading.status, text), 'text');
  const status = statusOf(line);
  return {
    direction: attribute(text, 'content-desc').startsWith(words.youSaid) ? 'out' : 'in',
    body: status === 'undecryptable' ? '' : attribute(text, 'text'),
    status,
  };
}
