import type { Conversation } from '../../model.ts';
import { conversationTitle, people } from '../conversation-title.ts';
import { element } from '../element.ts';
import { formatMsisdn, toE164 } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, contentBottom, conversationAvatar } from './controls.ts';
import { identifiers, peopleCount, words } from './locators.ts';
import {
  belowRecipients,
  discAt,
  doneButton,
  recipientRow,
  recipientRowHeight,
  sheetBar,
  toField,
} from './recipients.ts';
import { colours, screenSize } from './theme.ts';

const suggestions = 5;

/**
 * The sheet to say who a message is for: a number that is typed in full, somebody already written to, or several people
 * one after the other. With several, the field for the message leads to their conversation.
 */
export function newConversation(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const wanted = context.recipient.trim().toLocaleLowerCase('en');
  const known = context.picked.length > 0 ? [] : context.model.conversations();
  const found = known
    .filter(({ peer }) => wanted !== '' && peer.name.toLocaleLowerCase('en').includes(wanted))
    .slice(0, suggestions);
  const top = belowRecipients(context) - 1;
  const typed = confirm(context, key, top);
  const rows = found.map((each, i) => suggestion(key, each, top + (typed.length + i) * recipientRowHeight));
  const next = context.picked.length > 1 ? [messageField(key)] : [];
  return still(
    application(key, words.messagesApp, [
      sheetBar(key, words.newMessage),
      ...toField(context, key),
      ...typed,
      ...rows,
      ...next,
    ]),
  );
}

/** Add Contact: who is to come into a group. */
export function addPeople(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const action = { do: 'add-members', id: context.screen.argument } as const;
  const done = doneButton(`${key}/done`, 'recipients-next', context.picked.length > 0 ? action : undefined);
  return still(application(key, words.messagesApp, [sheetBar(key, words.add, done), ...toField(context, key)]));
}

/** The row that takes the number that is typed: whom to write to or, once somebody was picked, one more of them. */
function confirm(context: ScreenContext, key: string, top: number): readonly UiNode[] {
  const number = toE164(context.recipient);
  if (number === undefined || context.picked.includes(number)) return [];
  const alone = context.picked.length === 0;
  return [
    recipientRow(
      `${key}/confirm`,
      top,
      formatMsisdn(number),
      { name: '', msisdn: number },
      { do: alone ? 'confirm-recipient' : 'pick-recipient' },
      { ...(alone ? { part: 'recipient-confirm' } : {}), identifier: identifiers.recipientConfirm },
    ),
  ];
}

function suggestion(screen: string, conversation: Conversation, y: number): UiNode {
  const key = `${screen}/suggestion/${conversation.id}`;
  const { id, peer, group } = conversation;
  return recipientRow(
    key,
    y,
    conversationTitle(conversation),
    peer,
    { do: 'open-conversation', id },
    {
      disc: conversationAvatar(`${key}/avatar`, discAt(y), conversation),
      ...(group === undefined ? {} : { line: peopleCount(people(group)) }),
    },
  );
}

/** A tap into it opens the conversation of those who were picked, where the message is then written. */
function messageField(screen: string): UiNode {
  const rect = { x: 16, y: contentBottom - 50, width: screenSize.width - 32, height: 38 };
  return element(`${screen}/message`, 'XCUIElementTypeTextField', rect, {
    part: 'recipients-next',
    identifier: identifiers.messageBodyField,
    label: 'Message',
    text: '',
    placeholder: words.hintRcs,
    action: { do: 'create-group' },
    paint: {
      fill: colours.background,
      stroke: '#d1d1d6',
      radius: 19,
      inset: [14, 0],
      text: words.hintRcs,
      textColor: '#b4b4b8',
      fontSize: 17,
    },
  });
}
