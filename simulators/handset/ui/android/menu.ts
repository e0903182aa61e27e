import { messageOf } from '../message-argument.ts';
import type { Part, UiAction, UiNode } from '../node.ts';
import { type BuiltScreen, type Screen, type ScreenContext, screenKey, still } from '../screen.ts';
import { words } from './locators.ts';
import { colours, screenSize, statusBar } from './theme.ts';
import { label, widget } from './widgets.ts';

const itemHeight = 48;
const width = 216;

interface Item {
  readonly name: string;
  readonly part?: Part;
  readonly text: string;
  readonly action: UiAction;
}

/** The menu behind the three dots of a conversation. */
export function conversationMenu(context: ScreenContext): BuiltScreen {
  const argument = context.screen.argument;
  const inGroup = context.model.conversation(argument)?.group !== undefined;
  return menu(context, { name: 'conversation', argument }, [
    {
      name: 'details',
      text: inGroup ? words.groupDetails : words.details,
      action: { do: 'navigate', screen: 'details', argument },
    },
  ]);
}

/** What can be done with a message that was pressed long. */
export function messageMenu(context: ScreenContext): BuiltScreen {
  const { argument } = context.screen;
  const { conversation } = messageOf(argument);
  return menu(context, { name: 'conversation', argument: conversation }, [
    {
      name: 'delete',
      part: 'delete-message',
      text: words.deleteMessage,
      action: { do: 'navigate', screen: 'confirm-delete', argument },
    },
  ]);
}

/** The menu behind the account disc of the list of conversations. */
export function accountMenu(context: ScreenContext): BuiltScreen {
  return menu(context, { name: 'conversations', argument: '' }, [
    { name: 'settings', text: words.messagesSettings, action: { do: 'navigate', screen: 'messages-settings' } },
  ]);
}

/** A popup is a window of its own: while it is open, the tree holds it alone. A tap beside it closes it. */
function menu(context: ScreenContext, behind: Screen, items: readonly Item[]): BuiltScreen {
  const key = screenKey(context.screen);
  const panel = { x: screenSize.width - width - 8, y: statusBar + 8, width, height: items.length * itemHeight + 16 };
  const rows = items.map((item, i) => entry(key, item, panel.x, panel.y + 8 + i * itemHeight));
  const list = widget(`${key}/list`, 'android.widget.ListView', panel, {
    children: rows,
    paint: { fill: colours.surface, radius: 8 },
  });
  const root = widget(
    `${key}/window`,
    'android.widget.FrameLayout',
    { x: 0, y: 0, ...screenSize },
    {
      action: { do: 'back' },
      paint: { behind: context.build(behind) },
      children: [list],
    },
  );
  return still(root);
}

function entry(key: string, item: Item, x: number, y: number): UiNode {
  return widget(
    `${key}/${item.name}`,
    'android.widget.LinearLayout',
    { x, y, width, height: itemHeight },
    {
      part: item.part ?? 'menu-item',
      action: item.action,
      children: [
        label(`${key}/${item.name}/title`, { x: x + 16, y: y + 12, width: width - 32, height: 24 }, item.text, {}),
      ],
    },
  );
}
