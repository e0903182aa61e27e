import type { NoticeWords } from '../notice-text.ts';

/**
 * Every identifier and every word by which Messages and Settings of iOS are recognised. Marks say how each is known:
 * [C] confirmed in a public source, [I] inferred, [N] looked for and not found, so invented here. Check them on a real
 * phone for each version of iOS: a suite that passes here has shown that it is right about this phone.
 */
export const messagesBundle = 'com.apple.MobileSMS';
export const settingsBundle = 'com.apple.Preferences';
export const springboardBundle = 'com.apple.springboard';

export const identifiers = {
  /** [C] */ conversationList: 'ConversationList',
  /** [C] */ messageBodyField: 'messageBodyField',
  /** [C] */ sendButton: 'sendButton',
  /** [C] on macOS; [I] here. */ conversationTitle: 'ConversationTitle',
  /** [N] as an accessibility identifier; the class is CKTranscriptCollectionView. */
  transcript: 'TranscriptCollectionView',
  /** [I] */ compose: 'composeButton',
  /** [I] */ back: 'BackButton',
  /** [I] */ recipient: 'ToField',
  /** [N] */ recipientConfirm: 'recipientSuggestion',
  /** [N] */ transportHeader: 'transportHeader',
  /** [N] */ lock: 'encryptedLock',
  /** [N] */ status: 'messageStatus',
  /** [N] */ detailsNumber: 'detailsNumber',
  /** [N] */ detailsEncryption: 'detailsEncryption',
  /** [N] */ verificationCode: 'verificationCode',
  /** [I] the plus at the end of the field for recipients. */ addRecipient: 'addContactButton',
  /** [N] */ pickedRecipient: 'recipientToken',
  /** [N] */ senderName: 'senderName',
  /** [N] a line between bubbles. */ notice: 'transcriptNotice',
  /** [N] */ notEncrypted: 'notEncryptedLabel',
  /** [N] what stands in the place of the field to write in. */ composerClosed: 'composerClosed',
  /** [N] */ detailsList: 'detailsList',
  /** [N] */ detailsEpoch: 'detailsEpoch',
  /** [N] */ detailsHealth: 'detailsHealth',
  /** [N] */ detailsMembers: 'detailsMembers',
  /** [N] */ memberRow: 'memberRow',
  /** [N] */ memberName: 'memberName',
  /** [N] */ memberNumber: 'memberNumber',
  /** [N] */ memberDevices: 'memberDevices',
  /** [N] */ removeMember: 'removeMember',
  /** [N] */ addContact: 'addContact',
  /** [N] */ changeNameAndPhoto: 'changeNameAndPhoto',
  /** [N] */ groupName: 'groupNameField',
  /** [N] */ done: 'doneButton',
  /** [N] */ groupPicture: 'groupPicture',
  /** [N] */ deleteMessage: 'deleteMessage',
  /** [N] */ endEncryption: 'endEncryption',
  /** [N] */ leave: 'leaveConversation',
  /** [I] */ airplane: 'com.apple.settings.airplaneMode',
  /** [N] */ rcs: 'com.apple.settings.messages.rcs',
  /** [N] */ e2ee: 'com.apple.settings.messages.rcs.encryption',
  /** [N] */ rcsState: 'com.apple.settings.messages.rcs.state',
} as const;

export const words = {
  /** [C] */ headerEncrypted: 'Text Message · RCS | Encrypted',
  /** [C] without the last part; [I] alone. */ headerRcs: 'Text Message · RCS',
  /** [I] */ headerSms: 'Text Message · SMS',
  /** [I] */ hintRcs: 'Text Message · RCS',
  /** [I] */ hintSms: 'Text Message · SMS',
  /** [I] */ encrypted: 'Encrypted',
  /** [I] */ send: 'Send',
  /** [I] own bubbles begin so in clear text conversations ("Your iMessage, " is [C] on macOS). */
  yourMessage: 'Your message',
  /** [N] iOS shows a progress bar. */ sending: 'Sending…',
  /** [N] iOS shows nothing. */ sent: 'Sent',
  /** [I] */ delivered: 'Delivered',
  /** [I] */ read: 'Read',
  /** [I] */ failed: 'Not Delivered',
  /** [N] */ undecryptable: 'This message could not be decrypted.',
  /** [N] the status line at the end of the details, whose place is [C]. */
  detailsEncrypted: 'End-to-End Encrypted',
  /** [N] */ detailsNotEncrypted: 'Not Encrypted',
  /** [N] */ verificationCode: 'Verification Code',
  /** [I] */ newMessage: 'New Message',
  /** [I] */ to: 'To:',
  /** [I] */ cancel: 'Cancel',
  /** [I] */ compose: 'Compose',
  /** [I] */ back: 'Back',
  /** [I] */ add: 'Add Contact',
  /** [N] beside the header of a group. */ notEncrypted: 'Not Encrypted',
  /** [I] */ changeNameAndPhoto: 'Change Name and Photo',
  /** [I] */ groupName: 'Group Name',
  /** [I] */ done: 'Done',
  /** [I] */ leave: 'Leave this Conversation',
  /** [N] */ leaveQuestion:
    'You will not get any more messages of this conversation. Its history stays on this iPhone.',
  /** [I] before a name. */ remove: 'Remove',
  /** [N] */ removeQuestion: 'They will not get any more messages of this conversation.',
  /** [I] in the menu of a bubble that was touched and held; the real one hides it behind "More…". */
  deleteMessage: 'Delete…',
  /** [I] */ deleteTitle: 'Delete Message?',
  /** [I] */ deleteQuestion: 'This message will be deleted from this iPhone.',
  /** [I] */ deleteConfirm: 'Delete Message',
  /** [N] */ endEncryption: 'Turn Off Encryption',
  /** [N] */ endQuestion: 'Everyone will see that messages are no longer end-to-end encrypted. This cannot be undone.',
  /** [I] */ leaveConfirm: 'Leave',
  /** [N] */ endConfirm: 'Turn Off',
  /** [N] */ health: 'Encryption Health',
  /** [I] */ you: 'You',
  /** [N] in the place of the field to write in. */ composerClosed: 'You are no longer in this conversation.',
  /** [N] under a bubble, before the names. */ notDeliveredTo: 'Not Delivered to',
  /** [I] */ messagesApp: 'Messages',
  /** [I] */ settingsApp: 'Settings',
  /** [I] */ airplane: 'Airplane Mode',
  /** [C] the way through Settings. */ apps: 'Apps',
  /** [C] */ rcsMessaging: 'RCS Messaging',
  /** [C] */ e2ee: 'End-to-End Encryption (Beta)',
  /** [N] */ connected: 'Connected',
  /** [N] */ settingUp: 'Waiting for Activation…',
  /** [N] */ disconnected: 'Not Connected',
  /** [I] */ on: 'On',
  /** [I] */ off: 'Off',
} as const;

/** `Alice, hey, 4:40 PM` and `Your message, hey, 4:40 PM` [C, the form; on macOS]. */
export function spoken(direction: 'out' | 'in', name: string, body: string, time: string): string {
  return `${direction === 'out' ? words.yourMessage : name}, ${body}, ${time}`;
}

/** What the lines between bubbles say of a group [I]; of encryption [N]. */
export const notices: NoticeWords = {
  created: { active: '{by} created the conversation.', passive: 'The conversation was created.' },
  added: { active: '{by} added {whom} to the conversation.', passive: '{whom} {were} added to the conversation.' },
  removed: {
    active: '{by} removed {whom} from the conversation.',
    passive: '{whom} {were} removed from the conversation.',
  },
  left: { active: '{by} left the conversation.', passive: 'Somebody left the conversation.' },
  renamed: { active: '{by} renamed the conversation.', passive: 'The conversation was renamed.' },
  'icon-changed': { active: '{by} changed the group photo.', passive: 'The group photo was changed.' },
  'encryption-on': { active: '{by} turned on encryption.', passive: 'Messages are now encrypted.' },
  'encryption-ended': { active: '{by} turned off encryption.', passive: 'Messages are no longer encrypted.' },
};

/** `3 People` [I] */
export const peopleCount = (count: number): string => `${count} ${count === 1 ? 'Person' : 'People'}`;
/** `2 devices` [N] */
export const deviceCount = (count: number): string => `${count} ${count === 1 ? 'device' : 'devices'}`;
