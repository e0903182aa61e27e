import { groupIcons } from '../../model.ts';
import type { UiAction, UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { belowAppBar, titleBar } from './app-bar.ts';
import { identifiers, words } from './locators.ts';
import { barButton, titleBarWith } from './recipient-picker.ts';
import { colours, screenSize } from './theme.ts';
import { label, pictureName, widget, window } from './widgets.ts';

/** Create group › Next: what it is to be called, or nothing. */
export function groupName(context: ScreenContext): BuiltScreen {
  return naming(context, words.nameGroup, words.done, { do: 'create-group' });
}

/** Group details › Rename group. */
export function renameGroup(context: ScreenContext): BuiltScreen {
  return naming(context, words.renameGroup, words.save, { do: 'rename-group', id: context.screen.argument });
}

function naming(context: ScreenContext, title: string, done: string, action: UiAction): BuiltScreen {
  const key = screenKey(context.screen);
  const button = barButton(`${key}/done`, done, action);
  return still(
    window(key, [
      titleBarWith(key, title, { ...button, part: 'group-done', identifier: identifiers.groupDone }),
      nameField(context, `${key}/name`),
    ]),
  );
}

function nameField(context: ScreenContext, key: string): UiNode {
  const typed = context.groupName;
  return widget(
    key,
    'android.widget.EditText',
    { x: 16, y: belowAppBar + 16, width: screenSize.width - 32, height: 56 },
    {
      part: 'group-name-field',
      identifier: identifiers.groupName,
      text: typed,
      placeholder: words.groupName,
      editable: true,
      focused: context.focus === key,
      action: { do: 'focus' },
      paint: {
        stroke: colours.outline,
        radius: 8,
        inset: [16, 0],
        text: typed === '' ? words.groupName : typed,
        textColor: typed === '' ? colours.quiet : colours.text,
        fontSize: 16,
      },
    },
  );
}

const side = 136;

/** Group details › Group photo: the pictures there are. */
export function groupPhoto(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const id = context.screen.argument;
  const now = context.model.conversation(id)?.group?.icon;
  const gap = (screenSize.width - 2 * side) / 3;
  const choices = groupIcons.map((icon, i) => {
    const x = gap + (i % 2) * (side + gap);
    const y = belowAppBar + 24 + Math.floor(i / 2) * (side + 56);
    const choice = `${key}/${icon}`;
    return widget(
      choice,
      'android.view.ViewGroup',
      { x, y, width: side, height: side + 32 },
      {
        part: 'icon-choice',
        identifier: identifiers.groupPicture,
        label: pictureName(icon),
        selected: icon === now,
        action: { do: 'set-group-icon', id, icon },
        children: [
          widget(
            `${choice}/picture`,
            'android.widget.ImageView',
            { x, y, width: side, height: side },
            {
              part: 'decoration',
              paint: { picture: icon, radius: side / 2 },
            },
          ),
          label(`${choice}/name`, { x, y: y + side + 6, width: side, height: 22 }, pictureName(icon), {
            size: 14,
            align: 'center',
            weight: icon === now ? 700 : 400,
          }),
        ],
      },
    );
  });
  return still(window(key, [titleBar(key, words.groupPhoto), ...choices]));
}
