import type { GroupIcon } from '../../simulators/handset/model.ts';
import type { Details } from './details.ts';
import type { Page } from './page.ts';
import type { Transcript } from './transcript.ts';

/**
 * The ways through one system's Messages app, a tap at a time. What is common to both systems (waiting, scrolling,
 * journaling) is above them in messages-app.ts. Each throws ClassedError (harness) where a screen does not come up.
 */
export interface MessagesScreens<Source = Page> {
  readonly os: 'android' | 'ios';
  /** Starts the app afresh and blocks until the list of conversations is shown. */
  launch(): Promise<void>;
  /** From wherever in the app to the list of conversations. */
  goToList(): Promise<void>;
  /** From the list into a conversation of that title. */
  openTitle(title: string): Promise<void>;
  /** From the list into the conversation with a number, whether there is one already or not. */
  openNumber(msisdn: string): Promise<void>;
  /** Puts `body` into the field of the open conversation, and returns what the field then holds. */
  type(body: string): Promise<string>;
  pressSend(): Promise<void>;
  /** What is on the screen at one moment, to be read as often as need be. */
  source(): Promise<Source>;
  readConversation(source: Source): Transcript | undefined;
  readTitles(source: Source): readonly string[];
  /** Shows what is further up (older) in the open conversation, or further down. */
  scroll(direction: 'up' | 'down'): Promise<void>;
  /** From the open conversation to its details, which stay in sight. */
  readDetails(): Promise<Details>;
  /** From the details back to their conversation. */
  leaveDetails(): Promise<void>;
  /** From the list to the conversation of a new group, with a name or without. */
  startGroup(msisdns: readonly string[], name?: string): Promise<void>;
  /** From the open conversation through its details and back: each of these. */
  addMember(msisdn: string): Promise<void>;
  removeMember(msisdn: string): Promise<void>;
  leaveGroup(): Promise<void>;
  renameGroup(name: string): Promise<void>;
  changeIcon(icon: GroupIcon): Promise<void>;
  /** The picture that is chosen there; undefined while none is. */
  readIcon(): Promise<GroupIcon | undefined>;
  endEncryption(): Promise<void>;
  /** Deletes the message with this token, which is in sight in the open conversation, from this phone. */
  deleteBubble(canary: string): Promise<void>;
}
