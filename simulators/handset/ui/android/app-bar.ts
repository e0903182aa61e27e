import type { UiNode } from '../node.ts';
import { words } from './locators.ts';
import { screenSize, statusBar } from './theme.ts';
import { iconButton, label, widget } from './widgets.ts';

/** Height of the bar with a screen's title, in dp. */
export const appBarHeight = 64;
export const belowAppBar = statusBar + appBarHeight;

/** The arrow at the left of an app bar. */
export function upButton(key: string): UiNode {
  return iconButton(`${key}/back`, 4, statusBar + 8, 'back', words.navigateUp, {
    part: 'back',
    action: { do: 'back' },
  });
}

/** An app bar with an arrow and a title. */
export function titleBar(key: string, title: string): UiNode {
  const width = screenSize.width;
  return widget(
    `${key}/bar`,
    'android.view.ViewGroup',
    { x: 0, y: statusBar, width, height: appBarHeight },
    {
      children: [
        upButton(key),
        label(`${key}/title`, { x: 60, y: statusBar + 16, width: width - 76, height: 32 }, title, { size: 22 }),
      ],
    },
  );
}
