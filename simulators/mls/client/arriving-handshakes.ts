import { equalBytes } from '../../crypto/bytes.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { MlsEngine } from '../engine/port.ts';
import { groupIdText } from '../wire/group-id.ts';
import type { MlsClient } from './client.ts';
import { type CommitPlace, commitPlace } from './commit-place.ts';
import { controlFailure, type Failure, failure } from './failure.ts';
import type { GroupHoldings } from './group-holdings.ts';
import type { KeyPackageStock } from './key-package-stock.ts';
import type { OwnIdentity } from './own-identity.ts';
import { expelledLeaf } from './public-view.ts';
import type { ClientRecord } from './record.ts';
import { retain } from './retained-epochs.ts';
import { owedBy } from './staging.ts';

export interface ArrivingHandshakesOptions {
  readonly engine: MlsEngine;
  readonly clock: Pick<Clock, 'now'>;
  readonly identity: OwnIdentity;
  readonly stock: KeyPackageStock;
  readonly holdings: GroupHoldings;
  readonly record: ClientRecord;
}

/** What others do to groups: Welcomes, commits and proposals that come in, and answers to commits of our own. */
export type ArrivingHandshakes = Pick<
  MlsClient,
  'leave' | 'proposal' | 'proposals' | 'commitAccepted' | 'commitRefused' | 'welcome' | 'commit'
>;

export function arrivingHandshakes(options: ArrivingHandshakesOptions): ArrivingHandshakes {
  const { engine, clock, stock, record } = options;
  const { groups, leafSince, viewOf, arrived, find, need, needUndecided, reject } = options.holdings;
  const { isFork, leave, until, settle, discard } = options.holdings;
  const { newcomerProblem } = options.identity;

  return {
    leave: (groupId) => engine.propose(needUndecided(groupId).group, { selfRemove: true }),
    async proposal(groupId, bytes) {
      const held = find(groupId);
      const refuse = (failed: Failure) => reject(groupId, 'proposal', failed);
      if (!held) return refuse(failure('control-message-failed', 'no such group'));
      const leaf = expelledLeaf(bytes);
      if (leaf !== undefined) {
        groups.set(groupId, { ...held, expelled: [...new Set([...(held.expelled ?? []), leaf])] });
        return { ok: true };
      }
      const received = await engine.receiveProposal(held.group, bytes);
      if (!received.ok) return refuse(failure('control-message-failed', received.detail));
      const proposals = [...(held.proposals ?? []), bytes];
      groups.set(groupId, { ...held, group: received.group, proposals });
      return { ok: true };
    },
    proposals(groupId) {
      const held = find(groupId);
      const { proposals = [], serverRemove = [] } = held ? owedBy(held) : {};
      return proposals.length + serverRemove.length;
    },
    commitAccepted(groupId) {
      return viewOf(settle(groupId, need(groupId)));
    },
    commitRefused(groupId) {
      const held = need(groupId);
      discard(held, 'refused by the focus');
      if (held.established) groups.set(groupId, { ...held, pending: undefined });
      else groups.delete(groupId);
    },
    async welcome(bytes, expected) {
      const joined = await engine.join(bytes, stock.secrets());
      if (!joined.ok) {
        const reason = joined.problem === 'invalid-credential' ? joined.problem : 'control-message-failed';
        return reject(null, 'welcome', failure(reason, joined.detail));
      }
      const { group, used } = joined;
      const groupId = groupIdText(group.groupId);
      const refuse = (detail: string) => reject(groupId, 'welcome', failure('control-message-failed', detail));
      if (expected !== undefined && groupId !== expected) return refuse(`it came for the group ${expected}`);
      if (group.era === undefined) return refuse('the group has no era');
      const uncertified = newcomerProblem(group);
      if (uncertified) return reject(groupId, 'welcome', failure('invalid-credential', uncertified));
      const before = find(groupId);
      const advances = before?.established === true && group.era > (before.group.era ?? 0);
      if (before?.established && !advances) return refuse(`already in era ${before.group.era} of the group`);
      if (advances && before.group.ended && !group.ended)
        return refuse('MLS was ended in the group, and this era is not');
      if (before) discard(before, advances ? 'the era advanced' : 'another creation of the group was accepted');
      const retained = before?.established ? retain(before.retained, before.group, until()) : [];
      groups.set(groupId, { group, pending: undefined, established: true, retained });
      stock.used(used);
      leafSince.set(groupId, clock.now());
      record.epoch(group, advances ? 'era-advance' : 'joined');
      arrived(groupId, 'a Welcome let us in');
      return { ok: true, group: viewOf({ group, pending: undefined, established: true, retained }) };
    },
    async commit(groupId, bytes, claim) {
      const before = find(groupId);
      const refuse = (failed: Failure) => reject(groupId, 'commit', failed);
      if (!before) return refuse(failure('control-message-failed', 'no such group'));
      if (before.pending && equalBytes(before.pending.commit, bytes)) {
        return { ok: true, group: viewOf(settle(groupId, before, 'it came back from the focus')) };
      }
      const place: CommitPlace = commitPlace(before, bytes, claim);
      if (place.cause === 'ahead' || place.cause === 'behind') {
        return refuse(failure('control-message-failed', place.detail, place.cause));
      }
      if (place.at && !place.outside && isFork(groupId, before, place.at, claim)) {
        return refuse(failure('invalid-commit', 'it is made in another epoch of the same number: a fork', 'fork'));
      }
      const processed = await engine.process(before.group, bytes);
      const held = find(groupId) ?? before;
      if (!processed.ok) {
        if (processed.problem === 'removed') leave(groupId);
        const cause = processed.problem === 'removed' ? 'removed' : 'other';
        return refuse(failure(controlFailure(processed.problem), processed.detail, cause));
      }
      const { group, committer } = processed;
      if (committer.external && !before.group.members.some(({ uri }) => uri === committer.uri)) {
        return refuse(failure('message-from-non-member', 'an external commit by someone who is not a member'));
      }
      const uncertified = newcomerProblem(group, before.group);
      if (uncertified) return refuse(failure('invalid-credential', uncertified));
      // A new era begins beside this one: it may still be accepted, whatever happens here.
      const advancing =
        held.pending !== undefined && held.pending.group.era !== held.group.era ? held.pending : undefined;
      if (!advancing) discard(held, 'another commit was accepted for this epoch');
      const retained = retain(held.retained, held.group, until());
      const next = { group, pending: advancing, established: held.established, retained };
      groups.set(groupId, next);
      record.epoch(group, committer.external ? 'external-commit' : 'commit');
      arrived(groupId, 'a commit of another member was applied');
      return { ok: true, group: viewOf(next), fromOutside: committer.external };
    },
  };
}
