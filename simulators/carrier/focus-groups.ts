import type { Clock } from '../kernel/clock.ts';
import { arbitrateCommit, type CommitSubmission } from '../mls/wire/arbitration.ts';
import { findExtension } from '../mls/wire/extension.ts';
import { checkClaim, type EpochClaim, type PublicGroup, participantsOf } from '../mls/wire/public-group.ts';
import type { PublicMessage } from '../mls/wire/public-message.ts';
import { endMlsExtension, eraAdvancesPerDay, externalCommitsPerDay } from '../protocol/assumptions.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';

/** A commit that the focus is to put in order, read as far as it is public. */
export interface ReadCommit {
  readonly groupId: string;
  readonly message: PublicMessage & { readonly content: { readonly type: 'commit' } };
  readonly submission: CommitSubmission;
  /** The other one of the two. */
  readonly to: string;
}

/** The 1:1 groups that one carrier's Conversation Focus keeps in order. Holds no secret; survives a reboot. */
export interface FocusGroups {
  has(groupId: string): boolean;
  /** Accepts a commit as the next one of its group, knows it as the one it accepted last, or says why not. */
  order(commit: ReadCommit): 'accepted' | 'repeated' | ServerFailureReason;
  /** A member showed in which epoch it stands: an authenticator not known yet is remembered. */
  witness(groupId: string, from: string, claim: EpochClaim): void;
  forget(groupId: string): void;
}

interface Kept {
  readonly group: PublicGroup;
  /** The two numbers whose conversation it is. */
  readonly roster: readonly string[];
  readonly ended: boolean;
  /** When, in ms, within the last day. */
  readonly eraAdvances: readonly number[];
  readonly externalCommits: readonly number[];
}

const dayMs = 24 * 60 * 60 * 1000;

export function createFocusGroups(clock: Clock): FocusGroups {
  const groups = new Map<string, Kept>();
  const lastDay = (times: readonly number[]): readonly number[] => times.filter((atMs) => atMs + dayMs > clock.now());

  function order({ groupId, message, submission, to }: ReadCommit): 'accepted' | 'repeated' | ServerFailureReason {
    const kept = groups.get(groupId);
    const { from, era } = submission;
    if (kept && !(kept.roster.includes(from) && kept.roster.includes(to))) return 'mismatched-rcs-group-state';
    const advance = kept !== undefined && era === kept.group.era + 1 && message.epoch === 0n;
    if (kept?.ended && !advance) return 'mls-group-has-end-mls';
    const eraAdvances = lastDay(kept?.eraAdvances ?? []);
    if (advance && eraAdvances.length >= eraAdvancesPerDay) return 'era-advancement-quota-reached';
    const external = message.sender.type === 'new-member-commit';
    if (external && !message.content.commit.path) return 'invalid-commit'; // RFC 9420 section 12.4.3.2
    const externalCommits = lastDay(kept?.externalCommits ?? []);
    if (external && externalCommits.length >= externalCommitsPerDay) return 'epoch-advancement-quota-reached';
    const decision = arbitrateCommit(kept?.group, submission);
    if (!decision.accepted) return decision.reason;
    if (decision.repeated) return 'repeated';
    const roster = kept?.roster ?? [from, to];
    if (!decision.added.every((msisdn) => roster.includes(msisdn))) return 'mismatched-rcs-group-state';
    groups.set(groupId, {
      group: decision.group,
      roster,
      ended: !advance && endsMls(message),
      eraAdvances: advance ? [...eraAdvances, clock.now()] : eraAdvances,
      externalCommits: external ? [...externalCommits, clock.now()] : externalCommits,
    });
    return 'accepted';
  }

  return {
    has: (groupId) => groups.has(groupId),
    order,
    witness(groupId, from, claim) {
      const kept = groups.get(groupId);
      if (!kept || !participantsOf(kept.group).includes(from)) return;
      const check = checkClaim(kept.group, claim);
      if (check.ok && check.group !== kept.group) groups.set(groupId, { ...kept, group: check.group });
    },
    forget: (groupId) => void groups.delete(groupId),
  };
}

/** RCC.16 leaves MLS by a commit that puts the end_mls extension into the GroupContext. */
function endsMls({ content }: ReadCommit['message']): boolean {
  return content.commit.proposals.some(
    (proposal) =>
      proposal.type === 'group-context-extensions' && findExtension(proposal.extensions, endMlsExtension) !== undefined,
  );
}
