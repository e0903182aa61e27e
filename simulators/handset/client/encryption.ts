import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Claim, ClientFailure, GroupChanges, GroupView, MlsClient, Resent } from '../../mls/client/client.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import type { Address } from './address.ts';
import type { Conveyed } from './conveyance.ts';
import type { Healing } from './healing.ts';
import type { KeyDirectory } from './key-directory.ts';
import type { Outbox } from './outbox.ts';

/**
 * How getting ready to encrypt to a peer ended. `refused`: the focus said no again and again, and is not asked any more
 * for this.
 */
export type Readiness = 'ready' | 'later' | 'impossible' | 'refused';

export type Opened =
  | {
      readonly ok: true;
      readonly contentType: string;
      readonly body: Uint8Array;
      readonly sender: string;
      readonly resent?: Resent;
    }
  /** `no-group`: its Welcome may still be on its way. `ahead`, `fork`: recovery may help. */
  | {
      readonly ok: false;
      readonly reason: ClientFailure | 'no-group';
      readonly detail: string;
      readonly recoverable: boolean;
      /** It says that it is this message again. */
      readonly resent?: Resent;
    };

export interface EncryptionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly msisdn: string;
  /** IMEI of this device. */
  readonly device: string;
  /** The subscriber has other devices, which belong into every group. */
  readonly paired: boolean;
  readonly mls: MlsClient;
  readonly directory: () => KeyDirectory | undefined;
  /** Who takes part in a conversation besides the owner of this phone. MSISDNs. */
  readonly participants: (address: Address) => readonly string[];
  readonly uriOf: (address: Address) => string;
  readonly convey: (address: Address, conversationId: string, cpim: Cpim) => Promise<Conveyed>;
  /** Asks the focus of an MLS group for what was missed. */
  readonly pull: (address: Address, groupId: string, era: number, epoch: bigint) => Promise<Conveyed>;
  readonly outbox: Outbox;
  readonly onProblem: (doing: string, reason: string) => void;
  /** This phone is in a group with these, MSISDNs. */
  readonly onMembers: (address: Address, members: readonly string[]) => void;
  /** Somebody came into the group who was not there, and it is this phone's turn to tell them what they missed. */
  readonly onNewcomers: (address: Address) => void;
  /** MLS was ended in a conversation. `by`: MSISDN; nothing where that was before this phone came. */
  readonly onEnded: (address: Address, by?: string) => void;
}

/** The MLS groups of a phone: made on first need, changed by commits that the Conversation Focus has to accept. */
export interface Encryption {
  /** The group that messages to `address` are encrypted in, once there is one. */
  groupWith(address: Address): GroupView | undefined;
  /** Whether anything was ever encrypted there: then nothing goes in clear, also when the group was given up. */
  encrypted(address: Address): boolean;
  /**
   * Whether MLS was ended in the conversation, as the focus says, in a group that this phone is not in (any more): what is
   * written there goes in clear, as everybody else's does.
   */
  ended(address: Address): boolean;
  /** Gives up a group that `peer` cannot read, so that the next message makes another. */
  forget(peer: string, groupId: string, reason: string): void;
  /** The conversation that an MLS group serves; nothing for one that was never heard of. */
  addressOf(groupId: string): Address | undefined;
  /** Everybody whom there is a group of two with. */
  peers(): readonly string[];
  /** Creates the group for `address` if there is none, and finishes a commit whose answer never came. */
  prepare(address: Address): Promise<Readiness>;
  /**
   * Whether the focus knows of an MLS group that this phone does not hold. Where it does, the way in begins. `unknown`: it
   * did not answer.
   */
  existsElsewhere(address: Address): Promise<'there' | 'none' | 'unknown'>;
  /** Gives up a creation that the focus has not answered. */
  abandon(address: Address): void;
  /** Changes who is in the group, or how it stands; impossible without one, or when somebody has no keys. */
  change(address: Address, changes: GroupChanges, add?: readonly string[]): Promise<Readiness>;
  protect(
    address: Address,
    messageId: string,
    contentType: string,
    body: Uint8Array,
    resent?: Resent,
  ): ReturnType<MlsClient['protect']>;
  open(conversationId: string, messageId: string, ciphertext: Uint8Array, claim?: Claim): Promise<Opened>;
  /**
   * A control message: a commit, a Welcome, or both. Resolves to `not-joined` when it invites to a group that this phone
   * cannot join.
   */
  control(address: Address, conversationId: string, cpim: Cpim, from: string): Promise<'taken' | 'not-joined'>;
  /** `peer` could not join the group that our control message invited it to: nobody is to wait for it there. */
  notJoined(peer: string, messageId: string): void;
  /** The carrier took back a decision it had made about our control message, in the name of whom it was sent to. */
  withdrawn(messageId: string, by: Address): void;
  /**
   * Rotates the own leaf key in the group; impossible without one. A commit of ours that still waits for its answer is
   * finished instead: it brings new keys, too.
   */
  rotate(address: Address): Promise<Readiness>;
  /** Tells the others that this phone leaves, and gives the group up once the focus has heard it. */
  leave(address: Address): Promise<Readiness>;
  /** The focus of a group told who is in it now: where no commit comes that makes it so, one was lost. */
  rosterTold(groupId: string): void;
  /** The focus of a group wants something done that a member has to commit. */
  asked(groupId: string, messages: readonly Uint8Array[]): Promise<void>;
  readonly healing: Healing;
}
