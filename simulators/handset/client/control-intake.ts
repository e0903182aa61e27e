import type { Claim, MlsClient } from '../../mls/client/client.ts';
import { type ControlParts, sortControl } from '../../mls/client/control-parts.ts';
import type { Cpim } from '../../protocol/cpim.ts';
import { parseMlsControl } from '../../protocol/mls-control.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { CommitDecisions } from './commit-decisions.ts';
import type { ConversationGroups } from './conversation-groups.ts';
import type { EarlyCommits } from './early-commits.ts';
import type { EncryptionOptions, Readiness } from './encryption.ts';
import type { Healing } from './healing.ts';

export interface ControlIntakeOptions extends EncryptionOptions {
  readonly conversations: ConversationGroups;
  readonly early: EarlyCommits;
  readonly recovery: Healing;
  readonly decisions: CommitDecisions;
  readonly rotate: (address: Address) => Promise<Readiness>;
}

/** What others do to the groups of this phone: their commits, Welcomes and proposals. Not to be used by two at once. */
export interface ControlIntake {
  control(address: Address, groupId: string, cpim: Cpim, from: string): Promise<'taken' | 'not-joined'>;
  keepProposals(address: Address, groupId: string, proposals: readonly Uint8Array[]): Promise<void>;
}

/** How much later than the member before it a member commits what somebody proposed, ms; ours. */
const takingTurnsMs = 2000;
type Taken = Awaited<ReturnType<MlsClient['commit']>>;

export function controlIntake(options: ControlIntakeOptions): ControlIntake {
  const { mls, clock, early, recovery, rotate, onProblem } = options;
  const { learn } = options.conversations;
  const { expect, catchUp } = options.decisions;

  function problem(reason: string): 'taken' {
    onProblem('control message', reason);
    return 'taken';
  }

  async function take(
    address: Address,
    groupId: string,
    parts: ControlParts,
    claim: Claim | undefined,
    from: string,
  ): Promise<'taken' | 'not-joined'> {
    const { commits, welcome, proposals } = parts;
    const [commit] = commits;
    const conversation = options.conversations.addressOf(groupId);
    if (conversation !== undefined && conversation !== address) return problem('it is of the group of others');
    if (proposals.length > 0) {
      await keepProposals(address, groupId, proposals);
      return 'taken';
    }
    const held = mls.group(groupId);
    if (commit && !welcome && !held) {
      early.keep(groupId, commit);
      return problem('a commit of a group whose Welcome has not come: it is kept');
    }
    const newer = held !== undefined && claim !== undefined && claim.era > held.era;
    const joins = welcome !== undefined && (!held || newer);
    const result: Taken | undefined = joins
      ? await mls.welcome(welcome, groupId)
      : commit && (await mls.commit(groupId, commit, claim));
    if (!result) return 'taken';
    if (!result.ok) {
      problem(`${result.reason}: ${result.detail}`);
      if (joins && !held) return 'not-joined';
      if (joins) {
        void recovery.needed(address, groupId, 'the group went on to an era that its Welcome does not let us into');
        return 'taken';
      }
      missed(address, groupId, commit, result.cause);
      return 'taken';
    }
    if (!isGroupAddress(address) && !result.group.members.includes(address))
      return problem(`the sender is not in group ${result.group.groupId}`);
    learn(address, result.group.groupId);
    recovery.heard(result.group.groupId);
    const { members } = result.group;
    const firstOther = members.find((member) => member !== from);
    if (result.fromOutside && firstOther === options.msisdn) options.onNewcomers(address);
    if (result.group.ended && held?.ended === false) options.onEnded(address, from);
    await catchUp(result.group.groupId);
    return 'taken';
  }

  /** Keeps what others want done. Somebody has to commit it: the first leaf that is there, the next a little later. */
  async function keepProposals(address: Address, groupId: string, proposals: readonly Uint8Array[]): Promise<void> {
    for (const proposal of proposals) {
      const kept = await mls.proposal(groupId, proposal);
      if (!kept.ok) problem(`${kept.reason}: ${kept.detail}`);
    }
    const group = mls.group(groupId);
    if (!group || mls.proposals(groupId) === 0) return;
    const place = Math.max(0, group.members.indexOf(options.msisdn));
    clock.after(place * takingTurnsMs, 'what others proposed is committed', () => {
      if (mls.proposals(groupId) === 0) return;
      options.outbox.add(`to ${address}`, async () => {
        if (mls.proposals(groupId) === 0) return 'done';
        return (await rotate(address)) === 'later' ? 'later' : 'done';
      });
    });
  }

  /** A commit did not fit: the one before it may still come, or the focus's answer to our own, or never. */
  function missed(address: Address, groupId: string, commit: Uint8Array | undefined, cause: string): void {
    if (cause === 'ahead' && commit) {
      const epoch = mls.group(groupId)?.epoch;
      early.keep(groupId, commit);
      expect(address, groupId, 'a commit was missed', () => mls.group(groupId)?.epoch === epoch);
    } else if (cause === 'fork' || cause === 'other') {
      void recovery.needed(address, groupId, cause === 'fork' ? 'the group has forked' : 'a commit does not apply');
    }
  }

  return {
    keepProposals,
    async control(address, groupId, { eraId, epochAuthenticator, body }, from) {
      const told = eraId !== undefined && epochAuthenticator !== undefined;
      try {
        const claim = told ? { era: eraId, epochAuthenticator } : undefined;
        return await take(address, groupId, sortControl(parseMlsControl(body)), claim, from);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        return problem(error.message);
      }
    },
  };
}
