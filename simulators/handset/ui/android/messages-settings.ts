import type { HandsetModel } from '../../model.ts';
import { formatMsisdn } from '../msisdn.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { belowAppBar, titleBar } from './app-bar.ts';
import { words } from './locators.ts';
import { footnote, preferences } from './preferences.ts';
import { window } from './widgets.ts';

/** Where registration stands, in the words of the RCS chats screen. */
export function rcsState({ rcs }: HandsetModel): string {
  if (!rcs.enabled) return words.off;
  return { connected: words.connected, 'setting-up': words.settingUp, disconnected: words.disconnected }[rcs.state];
}

/** The app's own settings, reached through the account disc. */
export function messagesSettings(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  return still(
    window(key, [
      titleBar(key, words.messagesSettings),
      preferences(key, belowAppBar, [
        {
          name: 'rcs-chats',
          title: words.rcsChats,
          summary: rcsState(context.model),
          icon: 'messages',
          action: { do: 'navigate', screen: 'rcs-chats' },
        },
        { name: 'number', title: 'Phone number', summary: formatMsisdn(context.model.msisdn), icon: 'cellular' },
      ]),
    ]),
  );
}

/** Messages settings › RCS chats. */
export function rcsChats(context: ScreenContext): BuiltScreen {
  const { model } = context;
  const key = screenKey(context.screen);
  const rows = [
    {
      name: 'rcs',
      title: words.turnOnRcs,
      toggle: { part: 'rcs-switch', on: model.rcs.enabled, setting: 'rcs' },
    },
    { name: 'state', title: 'Status', summary: rcsState(model), summaryPart: 'rcs-state' },
    {
      name: 'e2ee',
      title: words.e2eeSwitch,
      summary: 'When the other phone supports it',
      toggle: { part: 'e2ee-switch', on: model.e2ee, setting: 'e2ee' },
    },
  ] as const;
  return still(
    window(key, [
      titleBar(key, words.rcsChats),
      preferences(key, belowAppBar, rows),
      footnote(
        `${key}/footnote`,
        belowAppBar + rows.length * 72 + 16,
        'With RCS chats, messages go over Wi-Fi or data, and you can see when they were delivered and read. ' +
          'Without them, messages are sent as SMS.',
      ),
    ]),
  );
}
