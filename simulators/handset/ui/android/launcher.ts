import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { monthDay, weekday } from '../time-text.ts';
import { messagesPackage, settingsPackage, words } from './locators.ts';
import { gestureBar, screenSize, statusBar } from './theme.ts';
import { label, widget, window } from './widgets.ts';

const cell = screenSize.width / 4;
const iconSide = 60;

/** The home screen: the date, the apps, a search bar. */
export function launcher(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const now = context.model.now();
  const date = `${weekday(now).slice(0, 3)}, ${monthDay(now)}`;
  const dock = screenSize.height - gestureBar - 190;
  return still(
    window(
      key,
      [
        label(`${key}/date`, { x: 28, y: statusBar + 40, width: 300, height: 40 }, date, {
          size: 24,
          colour: '#ffffff',
        }),
        app(key, 0, dock, 'messages', words.messagesApp, messagesPackage, '#1a73e8'),
        app(key, 1, dock, 'settings', words.settingsApp, settingsPackage, '#5f6368'),
        widget(
          `${key}/search`,
          'android.widget.FrameLayout',
          { x: 24, y: dock + 116, width: screenSize.width - 48, height: 56 },
          {
            part: 'decoration',
            paint: {
              fill: '#f6f7fb',
              radius: 28,
              icon: 'search',
              iconSize: 24,
              iconColor: '#45474f',
              iconAlign: 'left',
              inset: [20, 0],
            },
          },
        ),
      ],
      { gradient: ['#274b7a', '#d08c60'], textColor: '#ffffff' },
    ),
  );
}

function app(
  screen: string,
  column: number,
  y: number,
  icon: 'messages' | 'settings',
  name: string,
  packageName: string,
  fill: string,
): UiNode {
  const key = `${screen}/app/${packageName}`;
  const x = column * cell;
  const title = { x, y: y + 70, width: cell, height: 26 };
  return widget(
    key,
    'android.widget.TextView',
    { x, y, width: cell, height: 100 },
    {
      part: 'app-icon',
      text: name,
      label: name,
      action: { do: 'open-app', app: packageName },
      children: [
        widget(
          `${key}/icon`,
          'android.widget.ImageView',
          { x: x + (cell - iconSide) / 2, y: y + 4, width: iconSide, height: iconSide },
          {
            part: 'decoration',
            paint: { fill, radius: iconSide / 2, icon, iconSize: 34, iconColor: '#ffffff' },
          },
        ),
        widget(`${key}/name`, 'android.view.View', title, {
          part: 'decoration',
          paint: { text: name, align: 'center', fontSize: 14, textColor: '#ffffff' },
        }),
      ],
    },
  );
}
