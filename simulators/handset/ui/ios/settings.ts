import type { HandsetModel } from '../../model.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, belowBar, navigationBar, staticText } from './controls.ts';
import { identifiers, words } from './locators.ts';
import { type Group, settingsTable } from './settings-table.ts';
import { colours, safeTop, screenSize } from './theme.ts';

const paint = { fill: colours.grouped };
const blue = '#007aff';
const grey = '#8e8e93';

/** The first screen of Settings. */
export function settings(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const on = context.model.airplaneMode;
  const title = { x: 16, y: safeTop + 44, width: screenSize.width - 32, height: 52 };
  const groups: readonly Group[] = [
    {
      settings: [
        {
          name: 'airplane',
          title: words.airplane,
          identifier: identifiers.airplane,
          icon: { name: 'airplane', fill: '#ff9500' },
          toggle: { part: 'airplane-switch', on, setting: 'airplane' },
        },
        { name: 'wifi', title: 'Wi‑Fi', value: on ? words.off : 'Home', icon: { name: 'wifi', fill: blue } },
        {
          name: 'cellular',
          title: 'Cellular',
          value: on ? words.airplane : '',
          icon: { name: 'cellular', fill: '#34c759' },
        },
      ],
    },
    {
      settings: [
        { name: 'general', title: 'General', icon: { name: 'settings', fill: grey } },
        { name: 'display', title: 'Display & Brightness', icon: { name: 'sun', fill: blue } },
        { name: 'notifications', title: 'Notifications', icon: { name: 'bell', fill: '#ff3b30' } },
        { name: 'privacy', title: 'Privacy & Security', icon: { name: 'lock', fill: blue } },
      ],
    },
    {
      settings: [
        {
          name: 'apps',
          title: words.apps,
          icon: { name: 'compose', fill: '#5856d6' },
          action: { do: 'navigate', screen: 'apps' },
        },
      ],
    },
  ];
  return still(
    application(
      key,
      words.settingsApp,
      [
        staticText(`${key}/title`, title, words.settingsApp, { size: 34, weight: 700 }),
        settingsTable(key, title.y + 64, groups),
      ],
      paint,
    ),
  );
}

/** Settings › Apps. */
export function apps(context: ScreenContext): BuiltScreen {
  return page(context, words.apps, words.settingsApp, [
    {
      settings: [
        { name: 'calendar', title: 'Calendar', icon: { name: 'clock', fill: '#ff3b30' } },
        { name: 'camera', title: 'Camera', icon: { name: 'camera', fill: grey } },
        { name: 'contacts', title: 'Contacts', icon: { name: 'person', fill: '#a2845e' } },
        {
          name: 'messages',
          title: words.messagesApp,
          icon: { name: 'messages', fill: '#34c759' },
          action: { do: 'navigate', screen: 'messages' },
        },
      ],
    },
  ]);
}

/** Settings › Apps › Messages. */
export function messages(context: ScreenContext): BuiltScreen {
  const { rcs } = context.model;
  return page(context, words.messagesApp, words.apps, [
    { settings: [{ name: 'notifications', title: 'Notifications', icon: { name: 'bell', fill: '#ff3b30' } }] },
    {
      settings: [
        {
          name: 'rcs',
          title: words.rcsMessaging,
          value: rcs.enabled ? words.on : words.off,
          action: { do: 'navigate', screen: 'rcs' },
        },
      ],
    },
  ]);
}

/** Where registration stands. */
export function rcsState({ rcs }: HandsetModel): string {
  if (!rcs.enabled) return words.off;
  return { connected: words.connected, 'setting-up': words.settingUp, disconnected: words.disconnected }[rcs.state];
}

/** Settings › Apps › Messages › RCS Messaging. */
export function rcs(context: ScreenContext): BuiltScreen {
  const { model } = context;
  return page(context, words.rcsMessaging, words.back, [
    {
      settings: [
        {
          name: 'rcs',
          title: words.rcsMessaging,
          identifier: identifiers.rcs,
          toggle: { part: 'rcs-switch', on: model.rcs.enabled, setting: 'rcs' },
        },
        {
          name: 'state',
          title: 'Status',
          value: rcsState(model),
          valuePart: 'rcs-state',
          identifier: identifiers.rcsState,
        },
      ],
      footer:
        'RCS messages have delivery and read receipts and larger attachments. Without RCS, text messages are sent as SMS.',
    },
    {
      settings: [
        {
          name: 'e2ee',
          title: words.e2ee,
          identifier: identifiers.e2ee,
          toggle: { part: 'e2ee-switch', on: model.e2ee, setting: 'e2ee' },
        },
      ],
      footer: 'Messages are encrypted when the carriers and devices of everyone in the conversation support it.',
    },
  ]);
}

function page(context: ScreenContext, title: string, back: string, groups: readonly Group[]): BuiltScreen {
  const key = screenKey(context.screen);
  return still(
    application(
      key,
      words.settingsApp,
      [navigationBar(key, title, back), settingsTable(key, belowBar + 16, groups)],
      paint,
    ),
  );
}
