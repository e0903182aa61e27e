import type { Credential } from '../wire/credential.ts';
import type { Lifetime } from '../wire/leaf-node.ts';

/**
 * MLS (RFC 9420) as this house uses it: wire bytes in and out, every state a value. Nothing here keeps anything between
 * calls but the randomness it was given, so an old state can be used again: that is what a discarded commit, a restored
 * backup and an adversary with a snapshot are made of.
 *
 * Commits travel as PublicMessages, as RCC.16 wants them, so that a Conversation Focus can read them; application data
 * as PrivateMessages.
 */
export interface MlsEngine {
  readonly cipherSuite: 1 | 2;
  /** New signature keys for the owner of a URI, `tel:+E164`. */
  createIdentity(uri: string): Identity;
  createKeyPackage(identity: Identity, options: KeyPackageOptions): Promise<KeyPackageBundle>;
  /** A group of one, in epoch 0. */
  createGroup(groupId: Uint8Array, identity: Identity, options: GroupOptions): Promise<Group>;
  /**
   * A commit by value, and the group as it will be once the commit is accepted; `group` itself stays as it was. Without
   * changes it is a self-update: an empty commit with an UpdatePath.
   * @param nowMs milliseconds since the Unix epoch: KeyPackages must be within their lifetime then
   * @throws MlsUsageError for a KeyPackage that cannot be added, or a leaf that is not there
   */
  commit(group: Group, changes: Changes, nowMs: number): Promise<StagedCommit>;
  /** Joins by a Welcome for one of `bundles`, and tells which it was. */
  join(
    welcome: Uint8Array,
    bundles: readonly KeyPackageBundle[],
  ): Promise<EngineResult<{ readonly group: Group; readonly used: KeyPackageBundle }>>;
  /** Applies another member's commit. */
  process(
    group: Group,
    commit: Uint8Array,
  ): Promise<EngineResult<{ readonly group: Group; readonly committer: Committer }>>;
  /**
   * Encrypts. The plaintext may depend on the generation it will be sent with, because RCC.16 repeats it inside.
   * Runs to its end at once, so calls cannot overlap.
   */
  protect(
    group: Group,
    authenticatedData: Uint8Array,
    plaintext: (generation: number) => Uint8Array,
  ): { readonly group: Group; readonly message: Uint8Array };
  /** Decrypts in the epoch given, which the caller chose by the message's epoch. Runs to its end at once. */
  unprotect(epoch: Epoch, message: Uint8Array): EngineResult<Unprotected>;
  /** A proposal as an MLSMessage (PublicMessage), for another member to commit. */
  propose(group: Group, proposal: OwnProposal): Promise<Uint8Array>;
  /** Keeps a member's proposal, also one's own that comes back, until the next commit. */
  receiveProposal(
    group: Group,
    bytes: Uint8Array,
  ): Promise<
    EngineResult<{
      readonly group: Group;
      readonly proposal: 'self-remove' | 'other';
      /** `tel:+E164`. */
      readonly from: string;
    }>
  >;
  /** Joins by a commit from outside (RFC 9420 section 12.4.3.2), by a GroupInfo with the tree and `external_pub`. */
  joinExternally(
    groupInfo: Uint8Array,
    identity: Identity,
    options: ExternalJoin,
    nowMs: number,
  ): Promise<EngineResult<{ readonly commit: Uint8Array; readonly group: Group; groupInfo(): Promise<Uint8Array> }>>;
  /** MLS-Exporter (RFC 9420 section 8.5). */
  exportSecret(group: Group, label: string, context: Uint8Array, length: number): Uint8Array;
  /** A signed GroupInfo with the ratchet tree and `external_pub`, for whoever wants to join from outside. */
  groupInfo(group: Group): Promise<Uint8Array>;
  /** A group's whole state, secrets included. */
  serialize(group: Group): Uint8Array;
  /** @throws MlsUsageError when the bytes are not a serialized group */
  deserialize(bytes: Uint8Array): Group;
}

/** Signature keys and the credential they go with. */
export interface Identity {
  readonly uri: string;
  readonly signaturePublicKey: Uint8Array;
  readonly signaturePrivateKey: Uint8Array;
  /** DER, the key's own certificate first: with it leaves carry an X.509 credential, without it a basic one. */
  readonly certificates?: readonly Uint8Array[];
}

/** Whom a credential names, and whether it may speak for the signature key beside it (RFC 9420 section 5.3.1). */
export interface Authentication {
  authenticate(credential: Credential, signatureKey: Uint8Array): Authenticated;
}

export type Authenticated =
  | {
      readonly ok: true;
      /** `tel:+E164`. */
      readonly uri: string;
      /** Tells leaves of one participant apart. */
      readonly device?: string;
      /** When the certificate ends, in milliseconds since the Unix epoch. */
      readonly notAfterMs?: number;
    }
  | { readonly ok: false; readonly detail: string };

export interface KeyPackageOptions {
  readonly lifetime: Lifetime;
  /** May be used more than once, when a directory has run out of others. */
  readonly lastResort: boolean;
}

/** A KeyPackage with the secrets that open a Welcome for it. */
export interface KeyPackageBundle {
  /** An MLSMessage (KeyPackage). */
  readonly message: Uint8Array;
  /** Hex. */
  readonly ref: string;
  /** Hex SHA-256 of the init key. */
  readonly initKeyHash: string;
  readonly lastResort: boolean;
  readonly lifetime: Lifetime;
  readonly secrets: {
    readonly initPrivateKey: Uint8Array;
    readonly leafPrivateKey: Uint8Array;
    readonly signaturePrivateKey: Uint8Array;
  };
}

export interface GroupOptions {
  readonly era: number;
  readonly lifetime: Lifetime;
}

export interface Member {
  readonly leafIndex: number;
  /** From the credential: `tel:+E164`. */
  readonly uri: string;
  /** From the certificate; a basic credential names none. */
  readonly device?: string;
  /** When the certificate ends, in milliseconds since the Unix epoch. */
  readonly notAfterMs?: number;
  readonly signatureKey: Uint8Array;
}

/** A group as one member holds it, in one epoch. */
export interface Group {
  readonly groupId: Uint8Array;
  /** RCC.16's era; nothing for a group that has none. */
  readonly era: number | undefined;
  readonly epoch: bigint;
  /** 32 bytes (RFC 9420 section 8.7). */
  readonly epochAuthenticator: Uint8Array;
  readonly ownLeaf: number;
  /** In the order of their leaves. */
  readonly members: readonly Member[];
  /** RCC.16's `end_mls` is in the group's context: nothing may be encrypted in it any more. */
  readonly ended: boolean;
  /** The extensions of the group's context, by type. */
  readonly extensions: ReadonlyMap<number, Uint8Array>;
  /** Proposals received that no commit has taken up yet. */
  readonly pendingProposals: number;
  /** What application messages of this epoch need. */
  readonly messages: Epoch;
  /** The engine's own state. */
  readonly internal: unknown;
}

/** The secrets of one epoch's application messages, one ratchet a sender; all that is kept of an epoch that is past. */
export interface Epoch {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly ownLeaf: number;
  /** The encoded GroupContext, which signatures cover. */
  readonly context: Uint8Array;
  readonly senderDataSecret: Uint8Array;
  /** By leaf index; nothing at a blank leaf. */
  readonly leaves: readonly (EpochLeaf | undefined)[];
}

export interface EpochLeaf {
  readonly uri: string;
  readonly signatureKey: Uint8Array;
  /** Nothing once it is not needed any more: one's own, in a past epoch. */
  readonly ratchet: Ratchet | undefined;
}

/** A sender's symmetric ratchet (RFC 9420 section 9.1). */
export interface Ratchet {
  /** Derives the key of `generation` and everything after it. */
  readonly secret: Uint8Array;
  readonly generation: number;
  /** Keys of earlier generations whose messages have not come yet. Nothing else can be derived from them. */
  readonly skipped: readonly MessageKey[];
}

export interface MessageKey {
  readonly generation: number;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

export interface Changes {
  /** MLSMessages (KeyPackage). */
  readonly add?: readonly Uint8Array[];
  /** Leaf indexes. */
  readonly remove?: readonly number[];
  /** Leaf indexes that the server took off the roster: committed by `server_remove` by value [I]. */
  readonly serverRemove?: readonly number[];
  /** MLSMessages with proposals that `receiveProposal` took before. */
  readonly proposals?: readonly Uint8Array[];
  /** RCC.16: puts `end_mls` into the group's context, or takes it out again. */
  readonly end?: true | 'revive';
  /** Sets the group's metadata extensions, 0xF003 to 0xF006. */
  readonly extensions?: readonly { readonly type: number; readonly data: Uint8Array }[];
  /** A self-update whose new leaf carries this identity's key and credential. It must name the same owner. */
  readonly identity?: Identity;
}

export interface StagedCommit {
  /** An MLSMessage (PublicMessage). */
  readonly commit: Uint8Array;
  /** An MLSMessage (Welcome), when members were added. */
  readonly welcome: Uint8Array | undefined;
  /** The group after the commit. */
  readonly group: Group;
  /** A GroupInfo of the epoch it leads to, made when it is asked for: whoever joins from outside needs one. */
  groupInfo(): Promise<Uint8Array>;
}

/** Who made a commit, and whom it added and removed. */
export interface Committer {
  readonly uri: string;
  readonly device?: string;
  /** From outside: an external commit. Its maker is among `added`. */
  readonly external: boolean;
  /** As they were before. */
  readonly removed: readonly Member[];
  readonly added: readonly Member[];
}

/** A member's proposal that somebody else is to commit. */
export type OwnProposal =
  /** RCC.16: this member leaves. */
  | { readonly selfRemove: true }
  /** RCC.16 v3.0: MLS is to end in the group. */
  | { readonly end: true };

export interface ExternalJoin {
  readonly lifetime: Lifetime;
  /** This device's own old leaf, which the new one takes the place of: one at most (RFC 9420 section 12.4.3.2). */
  readonly resync?: readonly number[];
}

export interface Unprotected {
  /** With the message's key spent. */
  readonly epoch: Epoch;
  readonly sender: Member;
  readonly generation: number;
  readonly authenticatedData: Uint8Array;
  readonly plaintext: Uint8Array;
}

export type EngineProblem =
  /** Not an MLSMessage, or not to its last byte. */
  | 'malformed'
  /** An MLSMessage of another kind than was asked for. */
  | 'wrong-kind'
  | 'commit-in-private-message'
  | 'wrong-group'
  | 'past-epoch'
  | 'future-epoch'
  | 'non-member'
  /** Made by this client itself. */
  | 'own-message'
  /** Its key was used before: a duplicate. */
  | 'generation-used'
  | 'generation-too-far'
  /** The ciphertext, tag or signature does not match. */
  | 'not-authentic'
  | 'invalid-credential'
  /** No KeyPackage that it is for. */
  | 'not-for-us'
  /** The commit removes this client. */
  | 'removed'
  /** Against RFC 9420 in some other way, or something this engine does not do. */
  | 'invalid';

export type EngineResult<T> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly problem: EngineProblem; readonly detail: string };

/** The caller asked for what cannot be done; nothing came of it. */
export class MlsUsageError extends Error {
  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'MlsUsageError';
  }
}
