/**
 * What the screens need to know of a phone: the RCS client's state and what a user may do to it. The UI reads it, the
 * client implements it; neither knows the other.
 */
export type MessageStatus = 'sending' | 'sent' | 'delivered' | 'displayed' | 'failed' | 'received' | 'undecryptable';

export interface Message {
  /** `imdn.Message-ID`. */
  readonly id: string;
  readonly direction: 'out' | 'in';
  /** Empty for an undecryptable message. */
  readonly body: string;
  /** Milliseconds since the epoch: when it was sent, by the sender's clock. */
  readonly sentAtMs: number;
  readonly status: MessageStatus;
  readonly encrypted: boolean;
}

export interface Conversation {
  readonly id: string;
  readonly peer: { readonly msisdn: string; readonly name: string };
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly unread: number;
  /** What a message sent now would travel as. */
  readonly transport: 'rcs-encrypted' | 'rcs' | 'sms';
  /** What the details screen shows; absent while there is no MLS group. */
  readonly encryption?: { readonly era: number; readonly epoch: string; readonly epochAuthenticator: string };
}

export interface HandsetModel {
  readonly name: string;
  readonly os: 'android' | 'ios';
  readonly msisdn: string;
  /** Milliseconds since the epoch, by the phone's own clock: what the status bar shows. */
  now(): number;
  /** Latest activity first. */
  conversations(): readonly Conversation[];
  conversation(id: string): Conversation | undefined;
  /** The conversation with `msisdn` (E.164), created when missing. Capabilities are looked up in the background. */
  open(msisdn: string): Conversation;
  /** Hands a message to the RCS client; it shows as `sending` at once. */
  send(conversationId: string, body: string): void;
  /** The user looks at the conversation: received messages become displayed, receipts go out. */
  read(conversationId: string): void;
  readonly airplaneMode: boolean;
  setAirplaneMode(on: boolean): void;
  /** The user's RCS switch, and where registration stands. */
  readonly rcs: { readonly enabled: boolean; readonly state: 'connected' | 'setting-up' | 'disconnected' };
  setRcs(on: boolean): void;
  /** The user's end-to-end encryption switch. */
  readonly e2ee: boolean;
  setE2ee(on: boolean): void;
  /** Wipes the messaging app and sets it up anew: new keys, no messages. */
  reinstall(): void;
  /** Called after anything above changed. Returns how to stop. */
  onChange(listener: () => void): () => void;
}
