import { element } from '../element.ts';
import { formatMsisdn, peerTitle, toE164 } from '../msisdn.ts';
import type { Part, UiAction, UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, avatar, barHeight, belowBar, button, hairline, staticText } from './controls.ts';
import { identifiers, words } from './locators.ts';
import { colours, safeTop, screenSize } from './theme.ts';

const fieldHeight = 46;
const rowHeight = 60;
const suggestions = 5;

/** The sheet to say who a message is for: a number that is typed in full, or somebody already written to. */
export function newConversation(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const number = toE164(context.recipient);
  const wanted = context.recipient.trim().toLocaleLowerCase('en');
  const known = context.model
    .conversations()
    .filter(({ peer }) => wanted !== '' && peer.name.toLocaleLowerCase('en').includes(wanted))
    .slice(0, suggestions);
  const top = belowBar + fieldHeight + 8;
  const confirm =
    number === undefined
      ? []
      : [
          person(
            `${key}/confirm`,
            top,
            formatMsisdn(number),
            { name: '', msisdn: number },
            { do: 'confirm-recipient' },
            {
              part: 'recipient-confirm',
              identifier: identifiers.recipientConfirm,
            },
          ),
        ];
  const rows = known.map(({ id, peer }, i) =>
    person(`${key}/suggestion/${id}`, top + (confirm.length + i) * rowHeight, peerTitle(peer), peer, {
      do: 'open-conversation',
      id,
    }),
  );
  return still(application(key, words.messagesApp, [bar(key), ...toField(context, key), ...confirm, ...rows]));
}

function bar(key: string): UiNode {
  const { width } = screenSize;
  return element(
    `${key}/bar`,
    'XCUIElementTypeNavigationBar',
    { x: 0, y: safeTop, width, height: barHeight },
    {
      identifier: words.newMessage,
      children: [
        staticText(`${key}/title`, { x: 100, y: safeTop, width: width - 200, height: barHeight }, words.newMessage, {
          weight: 600,
          align: 'center',
        }),
        button(`${key}/cancel`, { x: width - 84, y: safeTop, width: 76, height: barHeight }, words.cancel, {
          part: 'back',
          action: { do: 'back' },
          paint: { text: words.cancel, align: 'center' },
        }),
      ],
    },
  );
}

function toField(context: ScreenContext, screen: string): readonly UiNode[] {
  const key = `${screen}/recipient`;
  const typed = context.recipient;
  const { width } = screenSize;
  return [
    staticText(`${screen}/to`, { x: 16, y: belowBar, width: 34, height: fieldHeight }, words.to, {
      colour: colours.quiet,
    }),
    element(
      key,
      'XCUIElementTypeTextField',
      { x: 52, y: belowBar, width: width - 68, height: fieldHeight },
      {
        part: 'recipient-field',
        identifier: identifiers.recipient,
        label: words.to,
        text: typed,
        editable: true,
        focused: context.focus === key,
        action: { do: 'focus' },
        paint: { text: typed, fontSize: 17, textColor: toE164(typed) === undefined ? colours.text : colours.own },
      },
    ),
    hairline(`${screen}/line`, { x: 16, y: belowBar + fieldHeight, width: width - 16, height: 0.5 }),
  ];
}

function person(
  key: string,
  y: number,
  title: string,
  peer: { readonly name: string; readonly msisdn: string },
  action: UiAction,
  traits: { readonly part?: Part; readonly identifier?: string } = {},
): UiNode {
  const { width } = screenSize;
  return element(
    key,
    'XCUIElementTypeCell',
    { x: 0, y, width, height: rowHeight },
    {
      ...traits,
      label: `${title}, ${peer.msisdn}`,
      action,
      children: [
        avatar(`${key}/avatar`, { x: 16, y: y + 10, width: 40, height: 40 }, peer.name),
        staticText(`${key}/title`, { x: 68, y: y + 9, width: width - 84, height: 22 }, title, { weight: 500 }),
        staticText(`${key}/number`, { x: 68, y: y + 31, width: width - 84, height: 20 }, peer.msisdn, {
          size: 15,
          colour: colours.own,
        }),
      ],
    },
  );
}
