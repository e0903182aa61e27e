import { googleMessages } from '../farm/android-capabilities.ts';
import type { Target } from './find.ts';

/**
 * Every way to find something in Google Messages, the surest first. [C] confirmed in public sources, [I] inferred,
 * [N] not found anywhere: known of the simulated phone only. Check them against each new build.
 */
const id = (name: string): string => `id=${googleMessages.appPackage}:id/${name}`;
/** A Compose tag has no package in front, and the driver's id strategy would add one. */
const tag = (name: string): string => `android=new UiSelector().resourceId("${name}")`;
const says = (text: string): string => `android=new UiSelector().text("${text}")`;

export const messages = {
  startChat: { what: 'the button to start a chat', ways: [id('start_chat_fab'), '~Start chat'] }, // [C]
  recipient: { what: 'the field for the recipient', ways: [id('recipient_text_view'), id('to_field')] }, // [C], [I]
  suggestion: {
    what: 'the row that confirms the number',
    ways: [id('contact_picker_send_to'), 'android=new UiSelector().textStartsWith("Send to")'], // [I]
  },
  compose: {
    what: 'the field to write in',
    ways: [id('compose_message_text'), 'android=new UiSelector().className("android.widget.EditText")'], // [C]
  },
  send: {
    what: 'the send button',
    ways: [
      tag('Compose:Draft:Send'), // [C]
      id('send_message_button_icon'), // [C] older builds
      'android=new UiSelector().descriptionStartsWith("Send ")', // [C]
    ],
  },
  list: { what: 'the list of conversations', ways: [id('list'), id('start_chat_fab'), '~Start chat'] }, // [I], [C]
  conversation: {
    what: 'a conversation',
    ways: [tag('ConversationScreenUi'), tag('message_list'), id('compose_message_text')], // [C]
  },
  more: { what: 'the menu of the conversation', ways: ['~More options'] }, // [I]
  details: { what: 'the entry "Details"', ways: [says('Details'), says('Group details')] }, // [C]
  encryptionStatus: {
    what: 'the encryption status in the details',
    ways: [id('details_encryption_status'), says('Verify encryption')], // [N], [C]
  },
  createGroup: { what: 'the entry "Create group"', ways: [id('create_group'), says('Create group')] }, // [N], [C]
  picked: {
    what: 'the row that adds the number',
    ways: [id('contact_picker_send_to'), 'android=new UiSelector().textStartsWith("Add +")'], // [I]
  },
  next: { what: 'the button that goes on', ways: [id('next'), says('Next'), says('Add')] }, // [I]
  groupName: { what: 'the field for the name of the group', ways: [id('group_name_edit_text')] }, // [N]
  groupDone: { what: 'the button that takes the name', ways: [id('group_name_done'), says('Done'), says('Save')] }, // [N], [I]
  detailsShown: {
    what: 'the details of the conversation',
    ways: [id('details_list'), id('details_encryption_status'), says('Verify encryption')], // [N], [C]
  },
  addPeople: { what: 'the entry "Add people"', ways: [says('Add people')] }, // [I]
  renameGroup: { what: 'the entry "Rename group"', ways: [says('Rename group')] }, // [I]
  groupPhoto: { what: 'the entry "Group photo"', ways: [says('Group photo')] }, // [N]
  leaveGroup: { what: 'the entry "Leave group"', ways: [says('Leave group')] }, // [I]
  endEncryption: { what: 'the entry "Turn off encryption"', ways: [says('Turn off encryption')] }, // [N]
  deleteMessage: { what: 'the entry "Delete"', ways: ['~Delete', says('Delete')] }, // [I] a bin in the bar, [N]
  confirm: { what: 'the button that says yes', ways: ['id=android:id/button1'] }, // [I] the framework's
  account: { what: 'the account disc', ways: [id('selected_account_disc'), '~Account and settings'] }, // [I]
  settings: { what: 'the entry "Messages settings"', ways: [says('Messages settings')] }, // [C]
  rcsChats: { what: 'the entry "RCS chats"', ways: [says('RCS chats')] }, // [C]
  up: { what: 'the arrow back', ways: ['~Navigate up', '~Back'] }, // [I]
} as const satisfies Readonly<Record<string, Target>>;

/** The text of a bubble, by the token in it. */
export const bubbleWith = (canary: string): Target => ({
  what: `the bubble with ${canary}`,
  ways: [
    `android=new UiSelector().resourceId("message_text").textContains("${canary}")`, // [C]
    `android=new UiSelector().textContains("${canary}")`,
  ],
});

/** The row of a conversation by its title. */
export function conversationRow(title: string): Target {
  const text = title.replaceAll('"', '\\"');
  return {
    what: `the conversation with ${title}`,
    ways: [
      `android=new UiSelector().resourceId("${googleMessages.appPackage}:id/conversation_name").text("${text}")`, // [C]
      says(text),
    ],
  };
}

/** What takes somebody out of a group, in their row of its details. */
export function removeButton(msisdn: string): Target {
  const row = `//*[@resource-id="${googleMessages.appPackage}:id/participant_row"][.//*[@text="${msisdn}"]]`;
  return {
    what: `the button that removes ${msisdn}`,
    ways: [`${row}//*[@resource-id="${googleMessages.appPackage}:id/participant_remove"]`], // [N]
  };
}

/** One of the pictures for a group, by its name. */
export const groupPicture = (name: string): Target => ({
  what: `the picture ${name}`,
  ways: [`android=new UiSelector().resourceId("${googleMessages.appPackage}:id/group_picture").description("${name}")`], // [N]
});

/** The switch in the same row as a title, on a screen of preferences. [I] */
export function switchBeside(title: string): Target {
  return {
    what: `the switch "${title}"`,
    ways: [
      `//*[@text="${title}"]/..//android.widget.Switch`,
      `//*[@text="${title}"]/following::android.widget.Switch[1]`,
    ],
  };
}

/** XPath of what is read from a page source. */
export const reading = {
  names: `//*[@resource-id="${googleMessages.appPackage}:id/conversation_name"]`, // [C]
  bubbleText: `//*[@resource-id="message_text" or @resource-id="${googleMessages.appPackage}:id/message_text"]`, // [C]
  /** From a bubble's text: the line under it. */
  status: `./..//*[@resource-id="${googleMessages.appPackage}:id/message_status"]`, // [C]
  /** From a bubble's text: the name above it in a group. */
  sender: `./..//*[@resource-id="${googleMessages.appPackage}:id/message_sender_name"]`, // [N]
  notices: `//*[@resource-id="${googleMessages.appPackage}:id/message_tombstone_text"]`, // [N]
  noticeId: `${googleMessages.appPackage}:id/message_tombstone_text`, // [N]
  notEncrypted: `//*[@resource-id="${googleMessages.appPackage}:id/e2ee_off"]`, // [N]
  closed: `//*[@resource-id="${googleMessages.appPackage}:id/compose_disabled_text"]`, // [N]
  detailsList: `//*[@resource-id="${googleMessages.appPackage}:id/details_list"]`, // [N]
  epoch: `//*[@resource-id="${googleMessages.appPackage}:id/details_epoch"]`, // [N]
  health: `//*[@resource-id="${googleMessages.appPackage}:id/details_encryption_health"]`, // [N]
  members: `//*[@resource-id="${googleMessages.appPackage}:id/participant_row"]`, // [N]
  /** From a member's row. */
  memberName: `.//*[@resource-id="${googleMessages.appPackage}:id/participant_name"]`, // [N]
  memberNumber: `.//*[@resource-id="${googleMessages.appPackage}:id/participant_number"]`, // [N]
  memberDevices: `.//*[@resource-id="${googleMessages.appPackage}:id/participant_devices"]`, // [N]
  title: `//*[@resource-id="top_app_bar_title_row" or @resource-id="${googleMessages.appPackage}:id/conversation_title"]`, // [I]
  messageList: '//*[@resource-id="message_list"]', // [C]
  lock: `//*[@resource-id="${googleMessages.appPackage}:id/e2ee_lock"]`, // [N]
  sendButton: '//*[starts-with(@content-desc, "Send ")]', // [C]
  compose: `//*[@resource-id="${googleMessages.appPackage}:id/compose_message_text"]`, // [C]
  encryptionStatus: `//*[@resource-id="${googleMessages.appPackage}:id/details_encryption_status"]`, // [N]
  verificationCode: `//*[@resource-id="${googleMessages.appPackage}:id/verification_code"]`, // [N]
} as const;

export const words = {
  /** [C] how a bubble's description begins. */ youSaid: 'You said',
  /** [C] what the send button says. */ sendEncrypted: 'Send end-to-end encrypted message',
  /** [C] */ sendSms: 'Send SMS',
  /** [N] what the details say. */ encrypted: 'End-to-end encrypted',
  /** [I] */ rcsSwitch: 'Turn on RCS chats',
  /** [N] Google Messages has no such switch of its own. */ e2eeSwitch: 'End-to-end encryption',
} as const;
