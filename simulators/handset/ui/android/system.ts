import { questions } from '../questions.ts';
import type { System } from '../screen.ts';
import { conversation } from './conversation.ts';
import { conversationList } from './conversation-list.ts';
import { details } from './details.ts';
import { dialog } from './dialog.ts';
import { groupName, groupPhoto, renameGroup } from './group-identity.ts';
import { launcher } from './launcher.ts';
import { launcherPackage, messagesPackage, settingsPackage, words } from './locators.ts';
import { accountMenu, conversationMenu, messageMenu } from './menu.ts';
import { messagesSettings, rcsChats } from './messages-settings.ts';
import { newConversation } from './new-conversation.ts';
import { addPeople, newGroup } from './recipient-picker.ts';
import { networkSettings, systemSettings } from './system-settings.ts';
import { density, screenSize } from './theme.ts';

/** Android as a Pixel has it, with Google Messages. */
export const android: System = {
  os: 'android',
  launcher: launcherPackage,
  messages: messagesPackage,
  apps: [
    {
      app: { id: launcherPackage, name: 'Pixel Launcher', version: '14', activity: '.NexusLauncherActivity' },
      first: { name: 'launcher', argument: '' },
    },
    {
      app: {
        id: messagesPackage,
        name: words.messagesApp,
        version: '20260428',
        activity: '.ui.ConversationListActivity',
      },
      first: { name: 'conversations', argument: '' },
    },
    {
      app: { id: settingsPackage, name: words.settingsApp, version: '14', activity: '.Settings' },
      first: { name: 'settings', argument: '' },
    },
  ],
  screens: {
    launcher,
    conversations: conversationList,
    'new-conversation': newConversation,
    conversation,
    'conversation-menu': conversationMenu,
    'message-menu': messageMenu,
    details,
    'new-group': newGroup,
    'group-name': groupName,
    'rename-group': renameGroup,
    'group-photo': groupPhoto,
    'add-people': addPeople,
    ...questions({ ...words, leave: words.leaveGroup, leaveConfirm: words.leave }, dialog),
    'account-menu': accountMenu,
    'messages-settings': messagesSettings,
    'rcs-chats': rcsChats,
    settings: systemSettings,
    network: networkSettings,
  },
  openUrl: () => undefined,
  screen: { ...screenSize, scale: density },
  unit: density,
  backLeavesApp: true,
};
