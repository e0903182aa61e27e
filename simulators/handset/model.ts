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
  /** In a group: who sent a message that came in. */
  readonly sender?: Party;
  /** In a group: to whom an outgoing message could not be delivered. */
  readonly failedFor?: readonly Party[];
}

/** Whether the screens offer to delete a message. */
export const isDeletable = ({ status }: Message): boolean => status !== 'sending' && status !== 'undecryptable';

/** Somebody by number, and by name where the phone's contacts have one. */
export interface Party {
  /** E.164. */
  readonly msisdn: string;
  readonly name: string;
}

/** Something that happened to a group, shown between its messages. */
export interface GroupNotice {
  readonly atMs: number;
  readonly what:
    | 'created'
    | 'added'
    | 'removed'
    | 'left'
    | 'renamed'
    | 'icon-changed'
    | 'encryption-ended'
    | 'encryption-on';
  /** Who did it; nothing where the carrier did. */
  readonly by?: Party;
  /** Whom it was done to. */
  readonly whom: readonly Party[];
  /** How many of the conversation's messages came before it. */
  readonly afterMessages: number;
}

/** What a conversation of more than two has besides. */
export interface GroupFacts {
  /** Set by a member; empty when none was. What is shown then is the names of the members. */
  readonly subject: string;
  /** Name of a picture of the fixed set; nothing when none was set. */
  readonly icon?: GroupIcon;
  /** Everybody in it but the owner of this phone. */
  readonly members: readonly Party[];
  /** The owner of this phone left it or was removed: it shows what it had, and takes nothing more. */
  readonly left: boolean;
  readonly notices: readonly GroupNotice[];
}

/** The pictures that a simulated phone has for groups. */
export const groupIcons = ['harbour', 'mountain', 'orchard', 'lantern'] as const;
export type GroupIcon = (typeof groupIcons)[number];

export interface Conversation {
  readonly id: string;
  /** The other party; in a group its title in the place of the name, and its id in that of the number. */
  readonly peer: Party;
  /** There with more than two. */
  readonly group?: GroupFacts;
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly unread: number;
  /** What a message sent now would travel as. */
  readonly transport: 'rcs-encrypted' | 'rcs' | 'sms';
  /** MLS was ended for this conversation before this phone came, or came back: it holds no group, and makes none. */
  readonly endedBefore?: true;
  /** What the details screen shows; absent while there is no MLS group. */
  readonly encryption?: {
    readonly era: number;
    readonly epoch: string;
    readonly epochAuthenticator: string;
    /** RCC.16's name of the group's health state: `Healthy`, `OngoingEpochAdvancement`. */
    readonly health?: string;
    /** A member ended MLS for this conversation: nothing is encrypted in it any more. */
    readonly ended?: boolean;
    /** Devices by participant, E.164: more than one where somebody paired a second device. */
    readonly devices?: readonly { readonly msisdn: string; readonly count: number }[];
  };
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
  /** Creates a group with these participants (E.164, at least two); it is encrypted once everybody's keys are there. */
  createGroup(msisdns: readonly string[], subject?: string): Conversation;
  addMembers(conversationId: string, msisdns: readonly string[]): void;
  removeMember(conversationId: string, msisdn: string): void;
  leaveGroup(conversationId: string): void;
  renameGroup(conversationId: string, subject: string): void;
  setGroupIcon(conversationId: string, icon: GroupIcon): void;
  /** Ends MLS for the conversation (RCC.16 end_mls): what is written afterwards goes in clear, and everybody sees it. */
  endEncryption(conversationId: string): void;
  /** Hands a message to the RCS client; it shows as `sending` at once. */
  send(conversationId: string, body: string): void;
  /**
   * Removes a message from this phone, and from no other: nobody is told, but who archives on this phone. Not one that is on
   * its way out, nor one that could not be opened and may still be.
   */
  deleteMessage(conversationId: string, messageId: string): void;
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
