import { questions } from '../questions.ts';
import type { Screen, System } from '../screen.ts';
import { alert } from './alert.ts';
import { conversation } from './conversation.ts';
import { conversationList } from './conversation-list.ts';
import { details } from './details.ts';
import { nameAndPhoto } from './group-identity.ts';
import { messagesBundle, settingsBundle, springboardBundle, words } from './locators.ts';
import { messageMenu } from './message-menu.ts';
import { addPeople, newConversation } from './new-conversation.ts';
import { apps, messages, rcs, settings } from './settings.ts';
import { springboard } from './springboard.ts';
import { scale, screenSize } from './theme.ts';

const screen = (name: string): Screen => ({ name, argument: '' });

/** Where the URLs of Settings lead [C, MESSAGES; I, the others]. */
const settingsUrls: ReadonlyMap<string, readonly Screen[]> = new Map([
  ['', []],
  ['AIRPLANE_MODE', []],
  ['APPS', [screen('apps')]],
  ['MESSAGES', [screen('apps'), screen('messages')]],
]);

/** iOS with Messages. */
export const ios: System = {
  os: 'ios',
  launcher: springboardBundle,
  messages: messagesBundle,
  apps: [
    { app: { id: springboardBundle, name: 'SpringBoard', version: '1.0' }, first: screen('springboard') },
    { app: { id: messagesBundle, name: words.messagesApp, version: '18.5' }, first: screen('conversations') },
    { app: { id: settingsBundle, name: words.settingsApp, version: '18.5' }, first: screen('settings') },
  ],
  screens: {
    springboard,
    conversations: conversationList,
    'new-conversation': newConversation,
    conversation,
    'message-menu': messageMenu,
    details,
    'name-and-photo': nameAndPhoto,
    'add-people': addPeople,
    ...questions(words, alert),
    settings,
    apps,
    messages,
    rcs,
  },
  openUrl(url) {
    const target = /^(?:app-)?prefs:(?:root=(?<root>[A-Z_]*))?/iu.exec(url);
    const screens = target === null ? undefined : settingsUrls.get(target.groups?.['root']?.toUpperCase() ?? '');
    return screens === undefined ? undefined : { app: settingsBundle, screens };
  },
  screen: { ...screenSize, scale },
  unit: 1,
  backLeavesApp: false,
};
