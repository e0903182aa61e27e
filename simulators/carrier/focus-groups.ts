import type { Clock } from '../kernel/clock.ts';
import { type Arbitration, type ArbitrationContext, arbitrateCommit } from '../mls/wire/arbitration.ts';
import { arbitrateProposal } from '../mls/wire/proposal-arbitration.ts';
import { checkClaim, type EpochClaim, type PublicGroup, participantsOf } from '../mls/wire/public-group.ts';
import type { PublicLeaf } from '../mls/wire/public-tree.ts';
import { keptCommits } from '../protocol/assumptions.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';
import { serverBundleLimits } from '../protocol/mls-control.ts';
import { type ControlMessage, isExternal } from './control-message.ts';
import type { FocusFaults } from './focus-faults.ts';
import { type Device, deviceKey } from './subscribers.ts';

type AcceptedCommit = Extract<Arbitration, { accepted: true }>;

/** What an accepted commit means for those who are to hear of it. */
export interface CommitOutcome {
  readonly kind: 'commit';
  /** The group begins, or begins anew in the next era: whatever leaves there were count for nothing. */
  readonly founding: boolean;
  /** Participants that had leaves before. */
  readonly former: readonly string[];
  readonly commit: Pick<AcceptedCommit, 'added' | 'joined' | 'left'>;
  readonly verified: boolean;
}

export type FocusDecision =
  | CommitOutcome
  /** `leaver`: who proposed to leave; `others`: it has leaves besides the one that says so. */
  | { readonly kind: 'proposal'; readonly leaver?: string; readonly others: boolean; readonly verified: boolean }
  /** Accepted before, or (a fault) accepted as far as its sender knows: nothing is sent on. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly reason: ServerFailureReason; readonly detail?: string };

/** The MLS groups that one carrier's Conversation Focus keeps in order. Holds no secret; survives a reboot. */
export interface FocusGroups {
  get(groupId: string): PublicGroup | undefined;
  /**
   * Decides about a commit or proposal.
   * @param roster the participants of the RCS group, or the two of a 1:1, which nobody joins or leaves
   */
  decide(
    control: ControlMessage,
    roster: { readonly members: readonly string[]; readonly fixed: boolean },
  ): FocusDecision;
  /** The two of a 1:1. */
  pair(groupId: string): readonly string[] | undefined;
  /** A member showed in which epoch it stands: an authenticator not known yet is remembered. */
  witness(groupId: string, sender: Pick<ControlMessage, 'from' | 'device'>, claim: EpochClaim): void;
  /** A participant was taken off the roster: its leaves, which the next commit has to remove. */
  expel(groupId: string, msisdn: string): readonly number[];
  /** A device was given up by its subscriber, who has others: its leaves, which have to go likewise, by group. */
  expelDevice(device: Pick<Device, 'msisdn' | 'imei'>): ReadonlyMap<string, readonly number[]>;
  /** What brings a member up to date: the commits it missed, or a GroupInfo; nothing when neither is to be had. */
  missed(groupId: string, era: number, epoch: bigint): readonly Uint8Array[] | undefined;
  forget(groupId: string): void;
}

interface Kept {
  readonly group: PublicGroup;
  readonly pair: readonly string[] | undefined;
  /** Who made the commit that led to the group's epoch: nobody knows its authenticator better. */
  readonly committer: string;
  /** Who was taken off the roster by others than a commit, and may still have leaves. */
  readonly expelled: readonly string[];
  /** Keys of devices that were given up and may still have leaves. */
  readonly revoked: readonly string[];
  /** The latest commits of the era, oldest first. */
  readonly commits: readonly Uint8Array[];
  /** Of the group's epoch. */
  readonly groupInfo: Uint8Array | undefined;
  /** When, in ms, within the last day. */
  readonly eraAdvances: readonly number[];
  readonly externalCommits: readonly number[];
}

const dayMs = 24 * 60 * 60 * 1000;
const refused = (reason: ServerFailureReason, detail?: string): FocusDecision => ({
  kind: 'refused',
  reason,
  ...(detail !== undefined && { detail }),
});

export interface FocusGroupsOptions {
  readonly clock: Clock;
  readonly faults: FocusFaults;
  /** What is known besides the group and the roster. */
  readonly knowledge: () => Pick<ArbitrationContext, 'devicesOf' | 'roots'>;
}

export function createFocusGroups({ clock, faults, knowledge }: FocusGroupsOptions): FocusGroups {
  const groups = new Map<string, Kept>();
  /** Keys of devices that were given up for good: a commit that was under way then brings them in no more. */
  const given = new Set<string>();
  const lastDay = (times: readonly number[] = []): readonly number[] =>
    times.filter((atMs) => atMs + dayMs > clock.now());

  function commit(
    control: ControlMessage,
    { members, fixed }: { readonly members: readonly string[]; readonly fixed: boolean },
  ): FocusDecision {
    const { groupId, message, era } = control;
    const kept = groups.get(groupId);
    const { handshake, welcome, groupInfo, ...told } = control;
    const sender = isExternal(control) ? { ...told, ...authenticatorOf(kept?.group) } : told;
    const leaving = kept?.group.pending.flatMap(({ type, msisdn }) => (type === 'self-remove' ? [msisdn] : [])) ?? [];
    const outside = new Set([...leaving, ...(kept?.expelled ?? [])].filter((msisdn) => !members.includes(msisdn)));
    const founding = message.epoch === 0n && era !== kept?.group.era;
    const decision = arbitrateCommit(
      kept && corrected(kept, control, { epoch: message.epoch, era, value: sender.epochAuthenticator }),
      { ...sender, commit: handshake, ...(welcome && { welcome }), ...(groupInfo && { groupInfo }) },
      { ...knowledge(), nowMs: clock.now(), roster: founding ? members : [...members, ...outside] },
    );
    if (!decision.accepted) return refused(decision.reason, decision.detail);
    if (decision.repeated) return { kind: 'repeated' };
    if (fixed && (decision.joined.some((who) => !members.includes(who)) || (!founding && decision.left.length > 0)))
      return refused('mismatched-rcs-group-state');
    const revoked = (leaf: PublicLeaf | undefined): boolean => kept?.revoked.includes(keyOf(leaf)) === true;
    const partly = decision.removedLeaves.some(
      (leaf) =>
        leaf.msisdn !== control.from &&
        !decision.left.includes(leaf.msisdn) &&
        !decision.added.includes(leaf.msisdn) &&
        !revoked(leaf),
    );
    if (partly) return refused('mismatched-rcs-group-state'); // a participant goes with all its devices, or stays
    if (decision.addedLeaves.some((leaf) => given.has(keyOf(leaf))))
      return refused('mismatched-rcs-group-state', 'it brings in a device that was given up');
    const owed = participantsOf(decision.group).some((who) => outside.has(who)) || decision.group.leaves.some(revoked);
    if (owed) return refused('pending-proposal');
    // Who comes from outside was not in the epoch: what it says of its authenticator is not remembered.
    const authenticators = isExternal(control) ? kept?.group.authenticators : undefined;
    const group = { ...decision.group, ...(authenticators && { authenticators }) };
    return keep(control, kept, { ...decision, group }, { founding, pair: fixed ? members : undefined });
  }

  function keep(
    control: ControlMessage,
    kept: Kept | undefined,
    { group, added, joined, left, verified }: AcceptedCommit,
    { founding, pair }: { readonly founding: boolean; readonly pair: readonly string[] | undefined },
  ): FocusDecision {
    const advances = lastDay(kept?.eraAdvances);
    const externals = lastDay(kept?.externalCommits);
    const advance = founding && kept !== undefined;
    if (advance && advances.length >= faults.eraAdvancesPerDay()) return refused('era-advancement-quota-reached');
    if (isExternal(control) && externals.length >= faults.externalCommitsPerDay())
      return refused('epoch-advancement-quota-reached');
    // Only what is there can fork: a group that this focus had never kept would be nobody's.
    if (kept && !founding && faults.forks(control.groupId)) return { kind: 'repeated' };
    const { handshake, groupInfo } = control;
    groups.set(control.groupId, {
      group,
      pair: kept?.pair ?? pair,
      committer: maker(control),
      expelled: [],
      revoked: [],
      commits: founding ? [handshake] : [...(kept?.commits ?? []), handshake].slice(-keptCommits),
      groupInfo,
      eraAdvances: advance ? [...advances, clock.now()] : advances,
      externalCommits: isExternal(control) ? [...externals, clock.now()] : externals,
    });
    const former = kept ? participantsOf(kept.group) : [];
    return { kind: 'commit', founding, former, commit: { added, joined, left }, verified };
  }

  function propose({ groupId, handshake, ...sender }: ControlMessage, fixed: boolean): FocusDecision {
    const kept = groups.get(groupId);
    if (!kept) return refused('mls-group-not-found');
    const decision = arbitrateProposal(kept.group, { ...sender, proposal: handshake });
    if (!decision.accepted) return refused(decision.reason, decision.detail);
    if (decision.repeated) return { kind: 'repeated' };
    const { type, msisdn, leafIndex } = decision.proposal;
    if (fixed && type === 'self-remove') return refused('invalid-input'); // nobody leaves a 1:1
    groups.set(groupId, { ...kept, group: decision.group });
    const others = kept.group.leaves.some((leaf, index) => leaf?.msisdn === msisdn && index !== leafIndex);
    return { kind: 'proposal', others, verified: decision.verified, ...(type === 'self-remove' && { leaver: msisdn }) };
  }

  return {
    get: (groupId) => groups.get(groupId)?.group,
    pair: (groupId) => groups.get(groupId)?.pair,
    decide(control, roster) {
      const fault = faults.answer(control.groupId);
      if (fault) return refused(fault);
      return control.message.content.type === 'commit' ? commit(control, roster) : propose(control, roster.fixed);
    },
    witness(groupId, sender, claim) {
      const kept = groups.get(groupId);
      if (!kept?.group.leaves.some((leaf) => leaf?.msisdn === sender.from)) return;
      const { epoch, era, epochAuthenticator: value } = claim;
      const check = checkClaim(corrected(kept, sender, { epoch, era, value }), claim);
      if (check.ok && check.group !== kept.group) groups.set(groupId, { ...kept, group: check.group });
    },
    expel(groupId, msisdn) {
      const kept = groups.get(groupId);
      if (!kept) return [];
      const leaves = kept.group.leaves.flatMap((leaf, index) => (leaf?.msisdn === msisdn ? [index] : []));
      if (leaves.length > 0) groups.set(groupId, { ...kept, expelled: [...new Set([...kept.expelled, msisdn])] });
      return leaves;
    },
    expelDevice({ msisdn, imei }) {
      const key = deviceKey({ msisdn, imei });
      given.add(key);
      const expelled = new Map<string, readonly number[]>();
      for (const [groupId, kept] of groups) {
        const { leaves } = kept.group;
        const own = leaves.flatMap((leaf, index) => (keyOf(leaf) === key ? [index] : []));
        const others = leaves.some((leaf) => leaf?.msisdn === msisdn && keyOf(leaf) !== key);
        if (own.length === 0 || !others) continue;
        groups.set(groupId, { ...kept, revoked: [...new Set([...kept.revoked, key])] });
        expelled.set(groupId, own);
      }
      return expelled;
    },
    missed(groupId, era, epoch) {
      const kept = groups.get(groupId);
      if (!kept) return undefined;
      const behind = kept.group.epoch - epoch;
      if (era === kept.group.era && behind > 0n && behind <= BigInt(kept.commits.length)) {
        const commits = kept.commits.slice(-Number(behind));
        const bytes = commits.reduce((sum, one) => sum + one.length + 4, 0);
        if (bytes <= serverBundleLimits.bytes) return commits;
      }
      return kept.groupInfo && [kept.groupInfo];
    },
    forget: (groupId) => void groups.delete(groupId),
  };
}

/** What the focus knows of the group's epoch: a commit from outside is not asked for more. */
function authenticatorOf(group: PublicGroup | undefined): { readonly epochAuthenticator?: string } {
  const known = group?.authenticators.find(({ epoch }) => epoch === group.epoch);
  return known ? { epochAuthenticator: known.value } : {};
}

const maker = ({ from, device }: Pick<ControlMessage, 'from' | 'device'>): string => `${from} ${device ?? ''}`;

/** The group, if need be with another authenticator of its epoch: whoever made the epoch is believed before others. */
function corrected(
  { group, committer }: Kept,
  sender: Pick<ControlMessage, 'from' | 'device'>,
  told: { readonly era: number; readonly epoch: bigint; readonly value: string },
): PublicGroup {
  const { authenticators, era, epoch } = group;
  if (maker(sender) !== committer || told.era !== era || told.epoch !== epoch) return group;
  if (!authenticators.some((known) => known.epoch === epoch && known.value !== told.value)) return group;
  return { ...group, authenticators: authenticators.filter((known) => known.epoch !== epoch) };
}

/** The device of a leaf, by its certificate; nothing's for a leaf without one. */
const keyOf = (leaf: PublicLeaf | undefined): string =>
  leaf?.device === undefined ? '' : deviceKey({ msisdn: leaf.msisdn, imei: leaf.device });
