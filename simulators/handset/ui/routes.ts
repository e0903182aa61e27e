import { words as android } from './android/locators.ts';
import { words as ios } from './ios/locators.ts';
import type { Part } from './node.ts';

/** One thing to tap on the way somewhere: a part that says something. */
export interface Step {
  readonly part: Part;
  readonly says: string;
}

export type Setting = 'airplane' | 'rcs' | 'e2ee';

/** The switch of each setting, and the way to it from the home screen. */
export const switchParts: Readonly<Record<Setting, Part>> = {
  airplane: 'airplane-switch',
  rcs: 'rcs-switch',
  e2ee: 'e2ee-switch',
};

const step = (part: Part, says: string): Step => ({ part, says });

const androidChats = [
  step('app-icon', android.messagesApp),
  step('open-menu', android.account),
  step('menu-item', android.messagesSettings),
  step('setting-row', android.rcsChats),
];
const iosChats = [
  step('app-icon', ios.settingsApp),
  step('setting-row', ios.apps),
  step('setting-row', ios.messagesApp),
  step('setting-row', ios.rcsMessaging),
];

export const routes: Readonly<Record<'android' | 'ios', Readonly<Record<Setting, readonly Step[]>>>> = {
  android: {
    airplane: [step('app-icon', android.settingsApp), step('setting-row', android.network)],
    rcs: androidChats,
    e2ee: androidChats,
  },
  ios: { airplane: [step('app-icon', ios.settingsApp)], rcs: iosChats, e2ee: iosChats },
};

/** From the home screen to the list of conversations. */
export const messagesIcon = step('app-icon', android.messagesApp);
