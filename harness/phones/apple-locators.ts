import type { Target } from './find.ts';

/**
 * Every way to find something in Apple's Messages and Settings, the surest first. [C] confirmed in public sources,
 * [I] inferred, [N] not found anywhere: known of the simulated phone only. Check them against each new iOS.
 */
const predicate = (text: string): string => `-ios predicate string:${text}`;
const chain = (text: string): string => `-ios class chain:${text}`;

export const messages = {
  list: { what: 'the list of conversations', ways: ['~ConversationList', '~composeButton'] }, // [C], [I]
  compose: {
    what: 'the button for a new message',
    ways: ['~composeButton', '~Compose', chain('**/XCUIElementTypeNavigationBar/XCUIElementTypeButton[-1]')], // [I]
  },
  recipient: {
    what: 'the field for the recipient',
    ways: ['~ToField', predicate('type == "XCUIElementTypeTextField" AND label BEGINSWITH "To"')], // [I]
  },
  suggestion: { what: 'the row that confirms the number', ways: ['~recipientSuggestion'] }, // [N]
  body: {
    what: 'the field to write in',
    ways: ['~messageBodyField', predicate('type == "XCUIElementTypeTextField" AND label == "Message"')], // [C], [I]
  },
  send: {
    what: 'the send button',
    ways: ['~sendButton', predicate('type == "XCUIElementTypeButton" AND label == "Send"')],
  }, // [C], [I]
  transcript: {
    what: 'a conversation',
    ways: ['~TranscriptCollectionView', '~messageBodyField'], // [N], [C]
  },
  title: { what: 'the title of the conversation', ways: ['~ConversationTitle'] }, // [C] on macOS, [I] here
  encryptionStatus: {
    what: 'the encryption status in the details',
    ways: ['~detailsEncryption', predicate('label CONTAINS[c] "encrypted"')], // [N], [I]
  },
  pick: { what: 'the button that adds the number', ways: ['~addContactButton', '~Add Contact'] }, // [N], [I]
  detailsShown: { what: 'the details of the conversation', ways: ['~detailsList', '~detailsEncryption'] }, // [N]
  done: { what: 'the button "Done"', ways: ['~doneButton', '~Done'] }, // [N], [I]
  addContact: { what: 'the cell "Add Contact"', ways: ['~addContact', cellSaying('Add Contact')] }, // [N], [I]
  nameAndPhoto: {
    what: 'the cell "Change Name and Photo"',
    ways: ['~changeNameAndPhoto', cellSaying('Change Name and Photo')], // [N], [I]
  },
  groupName: {
    what: 'the field for the name of the group',
    ways: ['~groupNameField', predicate('type == "XCUIElementTypeTextField" AND label == "Group Name"')], // [N], [I]
  },
  leave: { what: 'the cell that leaves', ways: ['~leaveConversation', cellSaying('Leave this Conversation')] }, // [N], [I]
  endEncryption: { what: 'the cell that ends encryption', ways: ['~endEncryption', cellSaying('Turn Off Encryption')] }, // [N]
  deleteMessage: {
    what: 'the entry that deletes a message',
    ways: ['~deleteMessage', predicate('type == "XCUIElementTypeButton" AND label BEGINSWITH "Delete"')], // [N], [I]
  },
  back: {
    what: 'the button back',
    ways: ['~BackButton', '~Cancel', chain('**/XCUIElementTypeNavigationBar/XCUIElementTypeButton[1]')], // [I]
  },
} as const satisfies Readonly<Record<string, Target>>;

/** The text of a bubble, by the token in it. */
export const bubbleWith = (canary: string): Target => ({
  what: `the bubble with ${canary}`,
  ways: [
    predicate(`type == "XCUIElementTypeStaticText" AND label CONTAINS "${canary}"`), // [I]
    predicate(`type == "XCUIElementTypeCell" AND label CONTAINS "${canary}"`), // [I]
  ],
});

/** The cell of a conversation by its title: the label begins with it. */
export function conversationCell(title: string): Target {
  const text = title.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return {
    what: `the conversation with ${title}`,
    ways: [
      predicate(`type == "XCUIElementTypeCell" AND label BEGINSWITH "${text}, "`), // [I]
      predicate(`type == "XCUIElementTypeStaticText" AND label == "${text}"`),
    ],
  };
}

/** What takes somebody out of a group, in their cell of its details. */
export const removeButton = (msisdn: string): Target => ({
  what: `the button that removes ${msisdn}`,
  ways: [
    chain(`**/XCUIElementTypeCell[\`label CONTAINS "${msisdn}"\`]/XCUIElementTypeButton[\`name == "removeMember"\`]`),
  ], // [N]
});

/** One of the pictures for a group, by its name. */
export const groupPicture = (name: string): Target => ({
  what: `the picture ${name}`,
  ways: [predicate(`name == "groupPicture" AND label == "${name}"`), `~${name}`], // [N]
});

/** The button of an alert that says yes, by what it says. */
export const alertButton = (label: string): Target => ({
  what: `the button "${label}"`,
  ways: [
    chain(`**/XCUIElementTypeAlert/**/XCUIElementTypeButton[\`label == "${label}"\`]`), // [I]
    predicate(`type == "XCUIElementTypeButton" AND label == "${label}"`),
  ],
});

export const settings = {
  apps: { what: 'Settings › Apps', ways: [rowSaying('Apps')] }, // [C] the way
  messages: { what: 'Settings › Apps › Messages', ways: [rowSaying('Messages')] }, // [C] the way
  rcs: { what: 'Settings › Apps › Messages › RCS Messaging', ways: [rowSaying('RCS Messaging')] }, // [C] the way
  airplaneSwitch: {
    what: 'the switch "Airplane Mode"',
    ways: ['~com.apple.settings.airplaneMode', switchSaying('Airplane Mode')], // [I]
  },
  rcsSwitch: {
    what: 'the switch "RCS Messaging"',
    ways: ['~com.apple.settings.messages.rcs', switchSaying('RCS Messaging')], // [N], [I]
  },
  e2eeSwitch: {
    what: 'the switch "End-to-End Encryption (Beta)"',
    ways: [switchSaying('End-to-End Encryption (Beta)'), '~com.apple.settings.messages.rcs.encryption'], // [C], [N]
  },
} as const satisfies Readonly<Record<string, Target>>;

/** XPath of what is read from a page source. */
export const reading = {
  cells: '//*[@name="TranscriptCollectionView"]/XCUIElementTypeCell', // [N]
  /** From a cell. */
  text: './/XCUIElementTypeStaticText[not(@name="messageStatus" or @name="senderName" or @name="transcriptNotice")]',
  status: './/XCUIElementTypeStaticText[@name="messageStatus"]', // [N]
  /** From a cell: the name above what came in. */
  sender: './/XCUIElementTypeStaticText[@name="senderName"]', // [N]
  /** From a cell: what happened to the group. */
  notice: './/XCUIElementTypeStaticText[@name="transcriptNotice"]', // [N]
  notEncrypted: '//*[@name="notEncryptedLabel"]', // [N]
  closed: '//*[@name="composerClosed"]', // [N]
  detailsList: '//*[@name="detailsList"]', // [N]
  epoch: '//*[@name="detailsEpoch"]', // [N]
  health: '//*[@name="detailsHealth"]', // [N]
  members: '//*[@name="memberRow"]', // [N]
  /** From a member's cell. */
  memberName: './/*[@name="memberName"]', // [N]
  memberNumber: './/*[@name="memberNumber"]', // [N]
  memberDevices: './/*[@name="memberDevices"]', // [N]
  title: '//*[@name="ConversationTitle"]', // [C] on macOS, [I] here
  header: '//XCUIElementTypeStaticText[starts-with(@label, "Text Message")]', // [C]
  lock: '//*[@name="encryptedLock"]', // [N]
  body: '//*[@name="messageBodyField"]', // [C]
  rows: '//*[@name="ConversationList"]/XCUIElementTypeCell', // [C]
  /** From a row: its first text. A title may hold a comma, which is what separates it from the rest of the label. */
  rowName: './/XCUIElementTypeStaticText', // [I]
  encryptionStatus: '//*[@name="detailsEncryption"]', // [N]
  verificationCode: '//*[@name="verificationCode"]', // [N]
} as const;

export const words = {
  /** [C] the last part of the header of an encrypted conversation. */ encryptedHeader: '| Encrypted',
  /** [I] how an own bubble's label begins; "Your iMessage" is [C] on macOS. */ own: /^Your (i?message)/i,
  /** [N] */ encrypted: 'End-to-End Encrypted',
} as const;

function rowSaying(title: string): string {
  return predicate(`type == "XCUIElementTypeCell" AND (label == "${title}" OR label BEGINSWITH "${title}, ")`);
}

function cellSaying(title: string): string {
  return predicate(`type == "XCUIElementTypeCell" AND label == "${title}"`);
}

function switchSaying(title: string): string {
  return predicate(`type == "XCUIElementTypeSwitch" AND label == "${title}"`);
}
