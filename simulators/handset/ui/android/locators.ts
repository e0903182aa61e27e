import type { NoticeWords } from '../notice-text.ts';

/**
 * Every identifier and every word by which Google Messages and the Android settings are recognised. Marks say how each
 * is known: [C] confirmed in a public source, [I] inferred, [N] looked for and not found, so invented here. Real builds
 * and locales differ: a suite that passes here has shown that it is right about this phone, not about the real app.
 */
export const messagesPackage = 'com.google.android.apps.messaging';
export const settingsPackage = 'com.android.settings';
export const launcherPackage = 'com.google.android.apps.nexuslauncher';

const messages = (name: string): string => `${messagesPackage}:id/${name}`;

export const identifiers = {
  /** [C] */ startChat: messages('start_chat_fab'),
  /** [C] */ recipient: messages('recipient_text_view'),
  /** [C] */ compose: messages('compose_message_text'),
  /** [C] a Compose tag, without a package. */ send: 'Compose:Draft:Send',
  /** [C] Compose tags. */ conversation: 'ConversationScreenUi',
  /** [C] */ messageList: 'message_list',
  /** [C] */ messageText: 'message_text',
  /** [C] */ messageStatus: messages('message_status'),
  /** [C] */ conversationName: messages('conversation_name'),
  /** [I] */ conversationSnippet: messages('conversation_snippet'),
  /** [I] */ conversationTimestamp: messages('conversation_timestamp'),
  /** [I] */ conversationIcon: messages('conversation_icon'),
  /** [I] */ unreadBadge: messages('unread_badge'),
  /** [I] */ conversationRow: messages('swipeableContainer'),
  /** [I] */ conversationList: messages('list'),
  /** [I] */ account: messages('selected_account_disc'),
  /** [I] */ toolbar: messages('toolbar'),
  /** [I] */ recipientSuggestion: messages('contact_picker_send_to'),
  /** [I] a Compose tag. */ conversationTitle: 'top_app_bar_title_row',
  /** [N] */ transportHeader: messages('conversation_banner'),
  /** [N] */ lock: messages('e2ee_lock'),
  /** [N] */ messageTimestamp: messages('message_timestamp'),
  /** [N] */ detailsNumber: messages('details_number'),
  /** [N] */ detailsEncryption: messages('details_encryption_status'),
  /** [N] */ verificationCode: messages('verification_code'),
  /** [N] */ rcsState: messages('rcs_status'),
  /** [I] the button of the screen of recipients that goes on. */ createGroup: messages('create_group'),
  /** [I] */ next: messages('next'),
  /** [N] */ pickedRecipient: messages('contact_chip'),
  /** [N] */ groupName: messages('group_name_edit_text'),
  /** [N] */ groupDone: messages('group_name_done'),
  /** [N] */ senderName: messages('message_sender_name'),
  /** [N] a line between bubbles. */ notice: messages('message_tombstone_text'),
  /** [N] */ notEncrypted: messages('e2ee_off'),
  /** [N] what stands in the place of the field to write in. */ composerClosed: messages('compose_disabled_text'),
  /** [N] */ detailsList: messages('details_list'),
  /** [N] */ detailsEpoch: messages('details_epoch'),
  /** [N] */ detailsHealth: messages('details_encryption_health'),
  /** [N] */ detailsMembers: messages('details_people_count'),
  /** [N] */ memberRow: messages('participant_row'),
  /** [N] */ memberName: messages('participant_name'),
  /** [N] */ memberNumber: messages('participant_number'),
  /** [N] */ memberDevices: messages('participant_devices'),
  /** [N] */ removeMember: messages('participant_remove'),
  /** [N] */ groupPicture: messages('group_picture'),
  /** [I] the framework's ids in dialogs. */ dialogTitle: 'android:id/alertTitle',
  /** [I] */ dialogText: 'android:id/message',
  /** [I] */ dialogConfirm: 'android:id/button1',
  /** [I] */ dialogCancel: 'android:id/button2',
  /** [I] the framework's own ids in lists of preferences. */ title: 'android:id/title',
  /** [I] */ summary: 'android:id/summary',
  /** [I] */ switchWidget: 'android:id/switch_widget',
  /** [I] */ up: 'android:id/home',
} as const;

export const words = {
  /** [C] */ startChat: 'Start chat',
  /** [C] */ hintRcs: 'RCS message',
  /** [C] */ hintSms: 'Text message',
  /** [C] */ sendSms: 'Send SMS',
  /** [C] */ sendEncrypted: 'Send end-to-end encrypted message',
  /** [I] what the button says for RCS in clear. */ sendRcs: 'Send RCS message',
  /** [C] */ rcsChatWith: 'RCS chat with',
  /** [I] */ textingWith: 'Texting with',
  /** [I] */ smsOnly: '(SMS/MMS)',
  /** [N] what the lock says of the conversation. */ encryptedChat: 'End-to-end encrypted',
  /** [N] */ notEncryptedChat: 'Not end-to-end encrypted',
  /** [C] */ verify: 'Verify encryption',
  /** [C] the two beginnings of a bubble's content description; the second blank after the first is the app's. */
  youSaid: 'You said ',
  said: 'said',
  /** [I] */ sending: 'Sending',
  /** [I] */ sent: 'Sent',
  /** [I] */ delivered: 'Delivered',
  /** [I] */ read: 'Read',
  /** [C] */ failed: 'Not sent. Touch to try again.',
  /** [N] */ undecryptable: 'This message could not be decrypted',
  /** [C] */ details: 'Details',
  /** [I] */ moreOptions: 'More options',
  /** [I] */ navigateUp: 'Navigate up',
  /** [I] */ account: 'Account and settings',
  /** [C] */ messagesSettings: 'Messages settings',
  /** [C] */ rcsChats: 'RCS chats',
  /** [I] */ turnOnRcs: 'Turn on RCS chats',
  /** [N] Google Messages has no such switch: it stands for the carrier's and the app's gates. */
  e2eeSwitch: 'End-to-end encryption',
  /** [C] */ connected: 'Connected',
  /** [C] */ settingUp: 'Setting up…',
  /** [I] */ disconnected: 'Disconnected',
  /** [I] */ off: 'Off',
  /** [I] */ network: 'Network & internet',
  /** [I] */ airplane: 'Airplane mode',
  /** [I] */ sendTo: 'Send to',
  /** [I] */ typeRecipient: 'Type a name, phone number, or email',
  /** [I] */ newConversation: 'New conversation',
  /** [C] */ createGroup: 'Create group',
  /** [I] */ next: 'Next',
  /** [I] */ add: 'Add',
  /** [I] */ nameGroup: 'Add group name',
  /** [I] */ groupName: 'Group name (optional)',
  /** [I] */ done: 'Done',
  /** [N] the header of a group. */ groupChat: 'RCS group chat',
  /** [I] how the entry of the menu is called in a group; [C] as a title. */ groupDetails: 'Group details',
  /** [I] */ addPeople: 'Add people',
  /** [I] */ renameGroup: 'Rename group',
  /** [I] */ save: 'Save',
  /** [N] */ groupPhoto: 'Group photo',
  /** [I] */ leaveGroup: 'Leave group',
  /** [N] */ leaveQuestion: 'You won’t get any more messages of this group. Its history stays on this phone.',
  /** [I] */ leave: 'Leave',
  /** [I] */ cancel: 'Cancel',
  /** [I] before a name. */ remove: 'Remove',
  /** [N] */ removeQuestion: 'They won’t get any more messages of this group.',
  /** [I] the entry for a message that was pressed long; the real one is a bin in the bar. */ deleteMessage: 'Delete',
  /** [I] */ deleteTitle: 'Delete this message?',
  /** [I] */ deleteQuestion: 'This is permanent and can’t be undone. It stays on other people’s phones.',
  /** [I] */ deleteConfirm: 'Delete',
  /** [N] */ endEncryption: 'Turn off encryption',
  /** [N] */ endQuestion:
    'Everybody here will see that messages are no longer end-to-end encrypted. This cannot be undone.',
  /** [N] */ endConfirm: 'Turn off',
  /** [N] */ health: 'Encryption health',
  /** [I] */ you: 'You',
  /** [N] in the place of the field to write in. */ composerClosed: 'You’re no longer in this group',
  /** [N] under a bubble, before the names. */ notDeliveredTo: 'Not delivered to',
  /** [I] */ messagesApp: 'Messages',
  /** [I] */ settingsApp: 'Settings',
} as const;

/** `You said  hey 4:40 p.m. .` and `Alice said hey 4:40 p.m. .` [C] */
export function spoken(direction: 'out' | 'in', name: string, body: string, time: string): string {
  return `${direction === 'out' ? `${words.youSaid} ` : `${name} ${words.said} `}${body} ${time} .`;
}

/** What the lines between bubbles say of a group [I]; of encryption [N]. */
export const notices: NoticeWords = {
  created: { active: '{by} created the group', passive: 'The group was created' },
  added: { active: '{by} added {whom}', passive: '{whom} {were} added' },
  removed: { active: '{by} removed {whom}', passive: '{whom} {were} removed' },
  left: { active: '{by} left', passive: 'Somebody left' },
  renamed: { active: '{by} renamed the group', passive: 'The group was renamed' },
  'icon-changed': { active: '{by} changed the group photo', passive: 'The group photo was changed' },
  'encryption-on': {
    active: '{by} turned on end-to-end encryption',
    passive: 'Messages are end-to-end encrypted now',
  },
  'encryption-ended': {
    active: '{by} turned off end-to-end encryption',
    passive: 'Messages are not end-to-end encrypted any more',
  },
};

/** `3 people` [I] */
export const peopleCount = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`;
/** `2 devices` [N] */
export const deviceCount = (count: number): string => `${count} ${count === 1 ? 'device' : 'devices'}`;
