import { formatMsisdn, peerTitle, toE164 } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { belowAppBar, titleBar } from './app-bar.ts';
import { identifiers, words } from './locators.ts';
import { avatarColour, colours, screenSize } from './theme.ts';
import { avatar, label, widget, window } from './widgets.ts';

const rowHeight = 72;
const firstRow = belowAppBar + 80;
const suggestions = 5;

/** Who to write to: a number that is typed in full, or somebody already written to. */
export function newConversation(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const typed = context.recipient;
  const number = toE164(typed);
  const wanted = typed.trim().toLocaleLowerCase('en');
  const known = context.model
    .conversations()
    .filter(({ peer }) => wanted === '' || peer.name.toLocaleLowerCase('en').includes(wanted))
    .slice(0, suggestions);
  const top = number === undefined ? firstRow : firstRow + rowHeight;
  const rows = known.map((conversation, i) =>
    person(
      `${key}/suggestion/${conversation.id}`,
      top + i * rowHeight,
      peerTitle(conversation.peer),
      conversation.peer,
      {
        action: { do: 'open-conversation', id: conversation.id },
      },
    ),
  );
  return still(
    window(key, [
      titleBar(key, words.newConversation),
      field(context, key),
      ...(number === undefined ? [] : [sendTo(key, number)]),
      ...rows,
    ]),
  );
}

function field(context: ScreenContext, screen: string): UiNode {
  const key = `${screen}/recipient`;
  const typed = context.recipient;
  return widget(
    key,
    'android.widget.EditText',
    { x: 16, y: belowAppBar + 8, width: screenSize.width - 32, height: 56 },
    {
      part: 'recipient-field',
      identifier: identifiers.recipient,
      text: typed,
      placeholder: words.typeRecipient,
      editable: true,
      focused: context.focus === key,
      action: { do: 'focus' },
      paint: {
        fill: colours.surface,
        radius: 28,
        inset: [24, 0],
        text: typed === '' ? words.typeRecipient : typed,
        textColor: typed === '' ? colours.quiet : colours.text,
        fontSize: 16,
      },
    },
  );
}

function sendTo(key: string, number: string): UiNode {
  return person(
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

function person(
  key: string,
  y: number,
  title: string,
  peer: { readonly name: string; readonly msisdn: string },
  traits: Pick<UiNode, 'action'> & Partial<Pick<UiNode, 'part' | 'identifier'>>,
): UiNode {
  return widget(
    key,
    'android.view.ViewGroup',
    { x: 0, y, width: screenSize.width, height: rowHeight },
    {
      ...traits,
      children: [
        avatar(`${key}/avatar`, { x: 16, y: y + 14, width: 44, height: 44 }, peer.name, avatarColour(peer.msisdn)),
        label(`${key}/title`, { x: 76, y: y + 14, width: screenSize.width - 92, height: 24 }, title, {}),
        label(`${key}/number`, { x: 76, y: y + 38, width: screenSize.width - 92, height: 20 }, peer.msisdn, {
          size: 14,
          colour: colours.quiet,
        }),
      ],
    },
  );
}
