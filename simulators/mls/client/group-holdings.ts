import type { Clock } from '../../kernel/clock.ts';
import { groupIdText } from '../wire/group-id.ts';
import type { Claim, ClientRefusal, GroupView } from './client.ts';
import { MlsClientError } from './client-error.ts';
import type { Failure } from './failure.ts';
import { forkOf } from './forks.ts';
import { type HealthStates, isHealing } from './health.ts';
import { type HeldGroup, viewOf as viewOfHeld } from './held-group.ts';
import type { ClientRecord } from './record.ts';
import { expire, retain } from './retained-epochs.ts';

export interface GroupHoldingsOptions {
  readonly msisdn: string;
  readonly clock: Pick<Clock, 'now'>;
  /** How long secrets of past epochs are kept, ms. */
  readonly retentionMs: number;
  readonly record: ClientRecord;
  readonly health: HealthStates;
}

/** The groups that a client holds, and how they go from one epoch to the next. */
export interface GroupHoldings {
  readonly groups: Map<string, HeldGroup>;
  /** When the own leaf of a group got its key, ms since the epoch. */
  readonly leafSince: Map<string, number>;
  viewOf(held: HeldGroup): GroupView;
  arrived(groupId: string, why: string): void;
  find(groupId: string): HeldGroup | undefined;
  /** @throws MlsClientError for a group that is not held */
  need(groupId: string): HeldGroup;
  /** @throws MlsClientError when a commit of it waits for its answer, too */
  needUndecided(groupId: string): HeldGroup;
  reject(groupId: string | null, what: string, failed: Failure): ClientRefusal;
  isFork(
    groupId: string,
    held: HeldGroup,
    at: { readonly era: number; readonly epoch: bigint },
    claim: Claim | undefined,
  ): boolean;
  leave(groupId: string): void;
  /** Until when secrets of an epoch that ends now are kept, ms since the epoch. */
  until(): number;
  settle(groupId: string, held: HeldGroup, reason?: string): HeldGroup;
  discard(held: HeldGroup, reason: string): void;
}

export function groupHoldings({ msisdn, clock, retentionMs, record, health }: GroupHoldingsOptions): GroupHoldings {
  const groups = new Map<string, HeldGroup>();
  const leafSince = new Map<string, number>();
  const { of: healthOf, move: moveHealth, forget: forgetHealth } = health;

  const viewOf = (held: HeldGroup) => viewOfHeld(held, healthOf(groupIdText(held.group.groupId)));

  /** The group stands in an epoch that everybody knows of. Recovery under way says itself when it is over. */
  function arrived(groupId: string, why: string): void {
    if (isHealing(healthOf(groupId))) return;
    const ended = groups.get(groupId)?.group.ended === true;
    moveHealth(groupId, ended ? 'DoneEndMls' : 'Healthy', ended ? 'a member ended MLS' : why);
  }

  /** The group as it is now: epochs whose time is over are forgotten first. */
  function find(groupId: string): HeldGroup | undefined {
    const held = groups.get(groupId);
    if (!held) return undefined;
    const current = { ...held, retained: expire(held.retained, clock.now()) };
    if (current.retained !== held.retained) groups.set(groupId, current);
    return current;
  }

  function need(groupId: string): HeldGroup {
    const held = find(groupId);
    if (!held) throw new MlsClientError(`${msisdn} holds no group ${groupId}: create it or join it first`);
    return held;
  }

  function needUndecided(groupId: string): HeldGroup {
    const held = need(groupId);
    if (held.pending) throw new MlsClientError(`a commit of ${groupId} already waits for the focus's answer`);
    return held;
  }

  function reject(groupId: string | null, what: string, { reason, detail, cause, resent }: Failure): ClientRefusal {
    record.rejected(groupId, what, reason, detail);
    return { ok: false, reason, detail, cause, ...(resent && { resent }) };
  }

  /** Names a fork, once for each time it shows. */
  function isFork(
    groupId: string,
    held: HeldGroup,
    at: { readonly era: number; readonly epoch: bigint },
    claim: Claim | undefined,
  ): boolean {
    const ours = claim && forkOf(held, at, claim.epochAuthenticator);
    if (!ours || !claim) return false;
    record.fork(groupId, at, ours, claim.epochAuthenticator);
    return true;
  }

  /** The group goes on without us. Its secrets are of no use any more. */
  function leave(groupId: string): void {
    groups.delete(groupId);
    forgetHealth(groupId);
    record.forgotten(groupId, 'this phone was removed from it');
  }

  const until = (): number => clock.now() + retentionMs;

  /** Turns the pending commit's epoch into the group's. */
  function settle(groupId: string, held: HeldGroup, reason?: string): HeldGroup {
    if (!held.pending) return held;
    const { group } = held.pending;
    // Nothing was ever sent in epoch 0, which the creator had to itself.
    const retained = held.established ? retain(held.retained, held.group, until()) : held.retained;
    const next = { group, pending: undefined, established: true, retained };
    groups.set(groupId, next);
    leafSince.set(groupId, clock.now());
    record.commit(held.group, 'accepted', reason);
    const advanced = held.established && group.era !== held.group.era;
    const made = advanced ? 'era-advance' : held.established ? 'own-commit' : 'created';
    record.epoch(group, held.pending.fromOutside ? 'joined' : made);
    arrived(groupId, 'the focus accepted our commit');
    return next;
  }

  function discard(held: HeldGroup, reason: string): void {
    if (held.pending) record.commit(held.group, 'discarded', reason);
  }

  return {
    groups,
    leafSince,
    viewOf,
    arrived,
    find,
    need,
    needUndecided,
    reject,
    isFork,
    leave,
    until,
    settle,
    discard,
  };
}
