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
  /** [I] */ messagesApp: 'Messages',
  /** [I] */ settingsApp: 'Settings',
} as const;

/** `You said  hey 4:40 p.m. .` and `Alice said hey 4:40 p.m. .` [C] */
export function spoken(direction: 'out' | 'in', name: string, body: string, time: string): string {
  return `${direction === 'out' ? `${words.youSaid} ` : `${name} ${words.said} `}${body} ${time} .`;
}
