import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { belowAppBar, titleBar } from './app-bar.ts';
import { words } from './locators.ts';
import { preferences } from './preferences.ts';
import { screenSize, statusBar } from './theme.ts';
import { label, widget, window } from './widgets.ts';

/** The settings of the system: their first screen. */
export function systemSettings(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const title = { x: 24, y: statusBar + 48, width: screenSize.width - 48, height: 48 };
  return still(
    window(key, [
      widget(
        `${key}/bar`,
        'android.view.ViewGroup',
        { x: 0, y: statusBar, width: screenSize.width, height: 112 },
        {
          children: [label(`${key}/title`, title, words.settingsApp, { size: 34 })],
        },
      ),
      preferences(key, statusBar + 120, [
        {
          name: 'network',
          title: words.network,
          summary: 'Mobile, Wi‑Fi, airplane mode',
          icon: 'wifi',
          action: { do: 'navigate', screen: 'network' },
        },
        { name: 'apps', title: 'Apps', summary: 'Recent apps, default apps', icon: 'compose' },
        { name: 'notifications', title: 'Notifications', summary: 'Notification history, conversations', icon: 'bell' },
        { name: 'display', title: 'Display', summary: 'Dark theme, font size, brightness', icon: 'sun' },
        { name: 'security', title: 'Security & privacy', summary: 'App security, device lock', icon: 'lock' },
        { name: 'about', title: 'About phone', icon: 'info' },
      ]),
    ]),
  );
}

/** Settings › Network & internet. */
export function networkSettings(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const on = context.model.airplaneMode;
  return still(
    window(key, [
      titleBar(key, words.network),
      preferences(key, belowAppBar, [
        { name: 'internet', title: 'Internet', summary: on ? 'Networks unavailable' : 'Connected', icon: 'wifi' },
        { name: 'sims', title: 'SIMs', summary: on ? 'No service' : 'Active', icon: 'cellular' },
        {
          name: 'airplane',
          title: words.airplane,
          icon: 'airplane',
          toggle: { part: 'airplane-switch', on, setting: 'airplane' },
        },
      ]),
    ]),
  );
}
