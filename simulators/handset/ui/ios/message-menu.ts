import { element } from '../element.ts';
import { messageOf } from '../message-argument.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, button } from './controls.ts';
import { identifiers, words } from './locators.ts';
import { colours, screenSize } from './theme.ts';

const width = 250;
const rowHeight = 44;

/** What can be done with a bubble that was touched and held. A tap beside the menu closes it. */
export function messageMenu(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const { argument } = context.screen;
  const { conversation } = messageOf(argument);
  const panel = { x: (screenSize.width - width) / 2, y: screenSize.height / 2, width, height: rowHeight };
  const menu = element(`${key}/menu`, 'XCUIElementTypeOther', panel, {
    paint: { fill: '#f4f4f6', radius: 14 },
    children: [
      button(`${key}/delete`, panel, words.deleteMessage, {
        part: 'delete-message',
        identifier: identifiers.deleteMessage,
        action: { do: 'navigate', screen: 'confirm-delete', argument },
        paint: { text: words.deleteMessage, inset: [16, 0], textColor: colours.failed },
      }),
    ],
  });
  const beside = element(
    `${key}/beside`,
    'XCUIElementTypeOther',
    { x: 0, y: 0, ...screenSize },
    { label: 'Dismiss context menu', action: { do: 'back' }, children: [menu] },
  );
  const behind = context.build({ name: 'conversation', argument: conversation });
  return still(application(key, words.messagesApp, [beside], { behind }));
}
