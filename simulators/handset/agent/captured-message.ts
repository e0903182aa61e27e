import type { Change } from './manifest.ts';

/** A message as the phone's RCS client hands it to the agent. */
export interface CapturedMessage {
  /** `imdn.Message-ID`. */
  readonly message_id: string;
  /** The first id of a resend chain or of an edited message; default: the message's own. */
  readonly logical_message_id?: string;
  readonly direction: 'out' | 'in';
  /** The other party, E.164: in a group the sender of what came in, and the group's id for what goes out. */
  readonly peer: string;
  /** The group it belongs to. */
  readonly group_id?: string;
  /** Everybody in that group, E.164. */
  readonly members?: readonly string[];
  /** Null for a message that could not be decrypted: it gets a record without content. */
  readonly body: string | null;
  /** When it was sent, by the sender's device, ms since the epoch. */
  readonly sent_at_ms: number;
  /** 1, and one more for each edit, or when a message that was undecryptable became readable. */
  readonly version: number;
  /** Default: created. A deletion has no body: it says that the user deleted the message, whose earlier versions stay. */
  readonly change?: Change;
}
