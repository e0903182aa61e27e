import { element } from '../element.ts';
import type { Paint, Rect, UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application } from './controls.ts';
import { messagesBundle, settingsBundle, words } from './locators.ts';
import { safeTop, screenSize } from './theme.ts';

const side = 62;

/** The home screen: Settings on its page, Messages in the dock. */
export function springboard(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const dock = { x: 12, y: screenSize.height - 110, width: screenSize.width - 24, height: 96 };
  const messages = { x: dock.x + 18, y: dock.y + 17, width: side, height: side };
  const settings = { x: 27, y: safeTop + 24, width: side, height: side + 26 };
  return still(
    application(
      key,
      'SpringBoard',
      [
        icon(
          key,
          settings,
          settingsBundle,
          words.settingsApp,
          { gradient: ['#b9bbc2', '#6f7178'], icon: 'settings' },
          true,
        ),
        element(`${key}/dock`, 'XCUIElementTypeOther', dock, {
          label: 'Dock',
          paint: { fill: 'rgba(255, 255, 255, 0.32)', radius: 32 },
          children: [
            icon(
              key,
              messages,
              messagesBundle,
              words.messagesApp,
              { gradient: ['#67e46d', '#0bbd2a'], icon: 'messages' },
              false,
            ),
          ],
        }),
      ],
      { gradient: ['#1b2a6b', '#d3648a'], textColor: '#ffffff' },
    ),
  );
}

function icon(screen: string, rect: Rect, bundle: string, name: string, paint: Paint, titled: boolean): UiNode {
  const key = `${screen}/app/${bundle}`;
  const tile = { ...rect, height: side };
  const title = { x: rect.x, y: rect.y + side + 4, width: rect.width, height: 20 };
  return element(key, 'XCUIElementTypeIcon', rect, {
    part: 'app-icon',
    identifier: name,
    label: name,
    action: { do: 'open-app', app: bundle },
    children: [
      element(`${key}/tile`, 'XCUIElementTypeImage', tile, {
        part: 'decoration',
        paint: { ...paint, radius: 14, iconSize: 42, iconColor: '#ffffff' },
      }),
      ...(titled
        ? [
            element(`${key}/title`, 'XCUIElementTypeOther', title, {
              part: 'decoration',
              paint: { text: name, fontSize: 12, align: 'center', textColor: '#ffffff' },
            }),
          ]
        : []),
    ],
  });
}
