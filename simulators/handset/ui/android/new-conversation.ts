import type { Conversation } from '../../model.ts';
import { conversationTitle, people } from '../conversation-title.ts';
import { formatMsisdn, toE164 } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { belowAppBar, titleBar } from './app-bar.ts';
import { identifiers, peopleCount, words } from './locators.ts';
import { discAt, recipientField, recipientRow, recipientRowHeight } from './recipients.ts';
import { colours, screenSize } from './theme.ts';
import { conversationAvatar, label, widget, window } from './widgets.ts';

const firstRow = belowAppBar + 80;
const suggestions = 5;

/** Who to write to: a number that is typed in full, somebody already written to, or several people. */
export function newConversation(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const typed = context.recipient;
  const number = toE164(typed);
  const wanted = typed.trim().toLocaleLowerCase('en');
  const known = context.model
    .conversations()
    .filter(({ peer }) => wanted === '' || peer.name.toLocaleLowerCase('en').includes(wanted))
    .slice(0, suggestions);
  const first = number !== undefined ? [sendTo(key, number)] : typed === '' ? [createGroup(key)] : [];
  const top = firstRow + first.length * recipientRowHeight;
  const rows = known.map((conversation, i) => suggestion(key, conversation, top + i * recipientRowHeight));
  return still(window(key, [titleBar(key, words.newConversation), recipientField(context, key), ...first, ...rows]));
}

function suggestion(screen: string, conversation: Conversation, y: number): UiNode {
  const key = `${screen}/suggestion/${conversation.id}`;
  const { peer, group } = conversation;
  const action = { do: 'open-conversation', id: conversation.id } as const;
  return recipientRow(
    key,
    y,
    conversationTitle(conversation),
    peer,
    { action },
    {
      face: conversationAvatar(`${key}/avatar`, discAt(y), conversation),
      ...(group === undefined ? {} : { line: peopleCount(people(group)) }),
    },
  );
}

function sendTo(key: string, number: string): UiNode {
  return recipientRow(
    `${key}/confirm`,
    firstRow,
    `${words.sendTo} ${formatMsisdn(number)}`,
    { name: '', msisdn: number },
    {
      part: 'recipient-confirm',
      identifier: identifiers.recipientSuggestion,
      action: { do: 'confirm-recipient' },
    },
  );
}

function createGroup(screen: string): UiNode {
  const key = `${screen}/create-group`;
  return widget(
    key,
    'android.view.ViewGroup',
    { x: 0, y: firstRow, width: screenSize.width, height: recipientRowHeight },
    {
      part: 'start-group',
      identifier: identifiers.createGroup,
      action: { do: 'navigate', screen: 'new-group' },
      children: [
        widget(`${key}/icon`, 'android.widget.ImageView', discAt(firstRow), {
          part: 'decoration',
          paint: {
            fill: colours.primaryContainer,
            radius: 22,
            icon: 'people',
            iconSize: 24,
            iconColor: colours.onPrimaryContainer,
          },
        }),
        label(
          `${key}/title`,
          { x: 76, y: firstRow + 23, width: screenSize.width - 92, height: 26 },
          words.createGroup,
          { weight: 500, colour: colours.primary },
        ),
      ],
    },
  );
}
