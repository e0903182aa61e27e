import { type GroupIcon, groupIcons } from '../../model.ts';
import { element } from '../element.ts';
import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, belowBar, conversationAvatar, pictureName, staticText } from './controls.ts';
import { identifiers, words } from './locators.ts';
import { doneButton, sheetBar } from './recipients.ts';
import { colours, screenSize } from './theme.ts';

const side = 72;

/** Details › Change Name and Photo. */
export function nameAndPhoto(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const id = context.screen.argument;
  const conversation = context.model.conversation(id);
  const done = doneButton(`${key}/done`, 'group-done', { do: 'rename-group', id });
  const disc = { x: screenSize.width / 2 - 60, y: belowBar + 16, width: 120, height: 120 };
  return still(
    application(
      key,
      words.messagesApp,
      [
        sheetBar(key, words.changeNameAndPhoto, done),
        ...(conversation === undefined ? [] : [conversationAvatar(`${key}/avatar`, disc, conversation)]),
        nameField(context, `${key}/name`, belowBar + 160),
        ...groupIcons.map((icon, i) => choice(key, id, icon, i, conversation?.group?.icon === icon)),
      ],
      { fill: colours.grouped },
    ),
  );
}

function nameField(context: ScreenContext, key: string, y: number): UiNode {
  const typed = context.groupName;
  return element(
    key,
    'XCUIElementTypeTextField',
    { x: 16, y, width: screenSize.width - 32, height: 48 },
    {
      part: 'group-name-field',
      identifier: identifiers.groupName,
      label: words.groupName,
      text: typed,
      placeholder: words.groupName,
      editable: true,
      focused: context.focus === key,
      action: { do: 'focus' },
      paint: {
        fill: '#ffffff',
        radius: 10,
        inset: [16, 0],
        align: 'center',
        text: typed === '' ? words.groupName : typed,
        textColor: typed === '' ? '#b4b4b8' : colours.text,
        fontSize: 17,
      },
    },
  );
}

/** One of the pictures; a tap puts it up at once. */
function choice(screen: string, id: string, icon: GroupIcon, index: number, selected: boolean): UiNode {
  const gap = (screenSize.width - groupIcons.length * side) / (groupIcons.length + 1);
  const x = gap + index * (side + gap);
  const y = belowBar + 236;
  const key = `${screen}/${icon}`;
  return element(
    key,
    'XCUIElementTypeButton',
    { x, y, width: side, height: side + 28 },
    {
      part: 'icon-choice',
      identifier: identifiers.groupPicture,
      label: pictureName(icon),
      selected,
      action: { do: 'set-group-icon', id, icon },
      children: [
        element(
          `${key}/picture`,
          'XCUIElementTypeImage',
          { x, y, width: side, height: side },
          { part: 'decoration', paint: { picture: icon, radius: side / 2 } },
        ),
        staticText(`${key}/name`, { x, y: y + side + 6, width: side, height: 20 }, pictureName(icon), {
          size: 13,
          align: 'center',
          weight: selected ? 600 : 400,
        }),
      ],
    },
  );
}
