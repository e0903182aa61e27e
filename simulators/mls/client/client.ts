import type { HealthState } from './health.ts';

/**
 * One device's MLS client as RCC.16 has it: eras and epoch authenticators in CPIM headers, the framing inside the
 * PrivateMessage, commits that stay pending until the Conversation Focus accepts them. Wire bytes in and out.
 */
export interface GroupView {
  readonly groupId: string;
  readonly era: number;
  readonly epoch: bigint;
  /** Base64 of 32 bytes (RFC 9420 section 8.7). */
  readonly epochAuthenticator: string;
  /** MSISDNs (E.164), one for each leaf. */
  readonly members: readonly string[];
  readonly pendingCommit: boolean;
  /** One for each leaf, in the order of `members`: a participant may have several devices. */
  readonly devices: readonly DeviceLeaf[];
  readonly health: HealthState;
  /** A member ended MLS in it (RCC.16 end_mls): nothing is encrypted in it any more. */
  readonly ended: boolean;
  /** Extensions of the group's context, by type. */
  readonly extensions: ReadonlyMap<number, Uint8Array>;
}

/** A leaf as the world knows it: whose, and of which device where its credential says so. */
export interface DeviceLeaf {
  /** E.164. */
  readonly msisdn: string;
  /** IMEI. */
  readonly device?: string;
}

/** What a commit is to change. Nothing at all: a self-update. */
export interface GroupChanges {
  /** KeyPackages of every device that comes in. */
  readonly add?: readonly Uint8Array[];
  /** Participants by MSISDN: all their leaves. */
  readonly remove?: readonly string[];
  /** Single devices of participants that stay. */
  readonly removeDevices?: readonly { readonly msisdn: string; readonly device: string }[];
  /** Ends MLS in the group: what is written afterwards goes in clear (RCC.16 end_mls). */
  readonly end?: true;
  /** Extensions of the group's context to set, by type: subject and icon. */
  readonly extensions?: readonly { readonly type: number; readonly data: Uint8Array }[];
}

/** What links a message that is sent again to the one that could not be opened. */
export interface Resent {
  /** `imdn.Message-ID` of the first of the chain. */
  readonly original: string;
  /** 1 for the first time it is sent again. */
  readonly count: number;
}

/** Where a message's CPIM headers say that its sender stands. */
export interface Claim {
  readonly era: number;
  /** Base64 of 32 bytes. */
  readonly epochAuthenticator: string;
}

/**
 * Why something cannot be used, as far as it says what to do: `ahead`, its sender stands in an era or epoch that this
 * client has yet to reach; `behind`, in one that it does not have (any more); `fork`, in one of the same number that is
 * another; `spent`, it was opened before; `removed`, this client is no member any more.
 */
export type Cause = 'ahead' | 'behind' | 'fork' | 'spent' | 'removed' | 'other';

export interface KeyPackageBatch {
  readonly keyPackages: readonly Uint8Array[];
  readonly lastResort: Uint8Array;
}

/** A commit that waits for the focus: what to send it, and to whom the Welcome goes once it is accepted. */
export interface PendingCommit {
  readonly groupId: string;
  /** The era and epoch authenticator *before* the commit: what the focus compares (facts: RCC.16). */
  readonly era: number;
  readonly epochAuthenticator: string;
  readonly commit: Uint8Array;
  readonly welcome?: Uint8Array;
  /** Of the epoch that the commit leads to, for the focus: who lost its state joins by it from outside. */
  readonly groupInfo?: Uint8Array;
}

export interface ProtectedMessage {
  readonly era: number;
  readonly epochAuthenticator: string;
  /** An MLSMessage (PrivateMessage). */
  readonly ciphertext: Uint8Array;
}

export type UnprotectResult =
  | {
      readonly ok: true;
      readonly contentType: string;
      readonly body: Uint8Array;
      readonly sender: string;
      readonly resent?: Resent;
    }
  | ClientRefusal;

export interface ClientRefusal {
  readonly ok: false;
  /** An `<mls-client-failure-reason>` name. */
  readonly reason: ClientFailure;
  readonly detail: string;
  readonly cause: Cause;
  /** What the message says it is again; nobody has vouched for it. */
  readonly resent?: Resent;
}

export type ClientFailure =
  | 'message-from-non-member'
  | 'invalid-credential'
  | 'invalid-commit'
  | 'failed-to-decrypt'
  | 'commit-in-privatemessage'
  | 'resent-message-for-me-failed-to-decrypt'
  | 'control-message-failed';

/**
 * Every method runs to its end on microtasks when the provider is synchronous. Calls for one client are not
 * interleaved by the caller. Methods throw `MlsClientError` for misuse (no such group, a commit already pending) and
 * return a result for anything that came from the wire.
 */
export interface MlsClient {
  readonly msisdn: string;
  /** SHA-256 of the signature public key, hex: what the journal calls the client's identity. */
  readonly identity: string;
  /** The signature public key: what a certificate is asked for. */
  readonly identityKey: Uint8Array;
  /** Signs with it, to prove that it is ours: ECDSA P-256 with SHA-256, DER. */
  prove(statement: Uint8Array): Uint8Array;
  /** The certificate that new leaves carry, once there is one. */
  certificate(): { readonly notAfterMs: number } | undefined;
  /**
   * Takes a certificate of the identity key, the first or a renewed one, and the roots that this phone trusts. Groups
   * show it with the next commit of this client: see `outdated`.
   * @param chain DER: the leaf, then the intermediate
   * @throws MlsClientError for one that does not vouch for this device and key now; nothing changes
   */
  certify(chain: readonly Uint8Array[], roots: readonly Uint8Array[]): void;
  /** Groups whose own leaf shows a certificate that ends earlier than `certificate()`: a self-update brings it there. */
  outdated(): readonly string[];
  /** Makes `count` KeyPackages and one last-resort KeyPackage, keeping their secrets. */
  keyPackages(count: number): Promise<KeyPackageBatch>;
  /** Hex SHA-256 of the init keys of the KeyPackages it still holds secrets for. */
  initKeys(): readonly string[];
  group(groupId: string): GroupView | undefined;
  groups(): readonly GroupView[];
  /**
   * Creates a group (era 1, epoch 0) and a pending commit that adds the owners of `keyPackages`. Throws
   * `MlsClientError`, and creates nothing, when one of them cannot be used: malformed, forged, out of date.
   */
  create(groupId: string, keyPackages: readonly Uint8Array[]): Promise<PendingCommit>;
  /** A pending empty commit with an UpdatePath: key rotation. */
  selfUpdate(groupId: string): Promise<PendingCommit>;
  /**
   * A pending commit that changes the group.
   * @throws MlsClientError when a KeyPackage cannot be used, or nobody of that number or device is in the group
   */
  change(groupId: string, changes: GroupChanges): Promise<PendingCommit>;
  /**
   * The last rung of recovery: a new group under the same id, in the next era (or `era`), with everybody that
   * `keyPackages` are of. The old one stays the group until the focus has agreed.
   */
  advanceEra(groupId: string, keyPackages: readonly Uint8Array[], era?: number): Promise<PendingCommit>;
  /** Says that the owner of this device leaves: an MLSMessage with a proposal that somebody else has to commit. */
  leave(groupId: string): Promise<Uint8Array>;
  /**
   * Keeps a proposal of another member, or a removal that the focus asks for, until the next commit, which takes it up.
   */
  proposal(groupId: string, bytes: Uint8Array): Promise<{ readonly ok: true } | ClientRefusal>;
  /** Proposals kept, with nothing to take them up yet. */
  proposals(groupId: string): number;
  /**
   * A pending commit from outside, into the epoch that a GroupInfo tells of, in place of this device's own old leaf if it
   * has one there.
   * @param claim what the focus said of that epoch
   * @throws MlsClientError when the GroupInfo cannot be used, or the owner of this device is not in the group
   */
  rejoin(groupId: string, groupInfo: Uint8Array, claim: Claim | undefined): Promise<PendingCommit>;
  /** Groups in which this client's own leaf has had its key for longer than this, ms. */
  stale(longerThanMs: number): readonly string[];
  /** Where the group stands with this client; `Unknown` where it was never heard of. */
  health(groupId: string): HealthState;
  /** Recovery is whoever drives it: it says what it does. Nothing happens when the group is in that state already. */
  moveHealth(groupId: string, to: HealthState, why: string): void;
  /**
   * The focus accepted the pending commit: the new epoch is now the group's. Without one (a member spoke in the new
   * epoch before the focus's answer came, or another commit came first) the group stays as it is.
   */
  commitAccepted(groupId: string): GroupView;
  /** The focus refused it: the old epoch stays. A group that never had an accepted commit is forgotten. */
  commitRefused(groupId: string): void;
  /** Gives a group up, with its secrets: another one takes its place. Nothing happens when it is not held. */
  forget(groupId: string, reason: string): void;
  /**
   * A Welcome from the wire; the KeyPackage it used is spent unless it was the last resort.
   * @param groupId of the group that it came for: a Conversation Focus cannot see which one is in it
   */
  welcome(
    bytes: Uint8Array,
    groupId?: string,
  ): Promise<{ readonly ok: true; readonly group: GroupView } | ClientRefusal>;
  /**
   * A commit by another member, ordered by the focus; a pending one of our own is discarded. Our own pending commit,
   * coming back, is accepted by it.
   */
  commit(
    groupId: string,
    bytes: Uint8Array,
    claim?: Claim,
  ): Promise<{ readonly ok: true; readonly group: GroupView; readonly fromOutside?: boolean } | ClientRefusal>;
  /** Frames and encrypts. `messageId` is `imdn.Message-ID`; it goes into the AAD with the era. */
  protect(
    groupId: string,
    messageId: string,
    contentType: string,
    body: Uint8Array,
    resent?: Resent,
  ): Promise<ProtectedMessage>;
  /**
   * Decrypts and checks the framing, the generation and the AAD against `messageId`. A group that is not held is a
   * result like any other: the Welcome may be late. An epoch of the same number with another authenticator than the
   * `claim` is a fork: it is named in the journal.
   */
  unprotect(groupId: string, messageId: string, ciphertext: Uint8Array, claim?: Claim): Promise<UnprotectResult>;
}
