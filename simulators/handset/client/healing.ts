import type { Clock } from '../../kernel/clock.ts';
import type { Claim, MlsClient, PendingCommit } from '../../mls/client/client.ts';
import { MlsClientError } from '../../mls/client/client-error.ts';
import { sortControl, standingOf } from '../../mls/client/control-parts.ts';
import type { Address } from './address.ts';
import type { Conveyed } from './conveyance.ts';
import type { Readiness } from './encryption.ts';
import type { Outbox } from './outbox.ts';
import { quietGroups } from './quiet-groups.ts';
import type { Turnstile } from './turnstile.ts';

export interface HealingOptions {
  readonly clock: Clock;
  readonly mls: MlsClient;
  readonly inTurn: Turnstile;
  readonly outbox: Outbox;
  /** Everybody else in a conversation, MSISDNs. */
  readonly participants: (address: Address, groupId: string) => readonly string[];
  readonly pull: (address: Address, groupId: string, era: number, epoch: bigint) => Promise<Conveyed>;
  readonly gather: (
    address: Address,
    msisdns: readonly string[],
  ) => Promise<readonly Uint8Array[] | 'later' | 'impossible'>;
  readonly submit: (address: Address, pending: PendingCommit) => Promise<Readiness>;
  /** Finishes a commit of ours that waits for its answer. */
  readonly settle: (address: Address) => Promise<Readiness>;
  /** Whether MLS is known to have been ended in a group that there is no way into any more. */
  readonly ended: (address: Address) => boolean;
  /** A member's GroupInfo, checked, says that MLS was ended there. */
  readonly onEnded: (address: Address) => void;
  readonly onProblem: (doing: string, reason: string) => void;
}

/** What a focus sends: what was missed, and in which epoch the group is now. */
export interface ServerBundle {
  readonly messages: readonly Uint8Array[];
  readonly claim?: Claim;
}

/** Which rung recovery begins on: asking for what was missed, or a new era. */
export type Rung = 'pull' | 'era';

/**
 * The way back to where a group is, rung by rung (facts: RCC.16): commits that were missed, an external commit, a new
 * era under the same id. Every rung and every wait is bounded; what none of them heals is given up.
 */
export interface Healing {
  /** Begins, or joins what is under way; resolves to whether the group is as it should be now. */
  needed(address: Address, groupId: string, why: string, from?: Rung): Promise<boolean>;
  /** What the focus sent when it was asked. False when nobody asked. */
  bundle(groupId: string, bundle: ServerBundle): boolean;
  /** Something of the group came or was accepted that fits: where it stands is known. */
  heard(groupId: string): void;
  /**
   * Asks the focus about groups that nothing was heard of for a day, the quietest first; recovery begins where it is
   * ahead. Without it a lost commit is noticed with the next message only.
   */
  compareQuiet(addressOf: (groupId: string) => Address | undefined): void;
}

/** How long the focus's bundle is waited for after it answered, ms. */
const bundleWithinMs = 10_000;
/** Rounds of one recovery, each a rung tried: then it has failed. */
const maximumRounds = 12;

/** External commits tried in one recovery. */
const externalAttempts = 3;

type Step = 'healed' | 'again' | 'later' | 'failed';

interface Recovery {
  readonly address: Address;
  readonly groupId: string;
  rung: Rung;
  rounds: number;
  /** External commits that came to nothing. */
  outside: number;
  /** The own state cannot be led on by commits: the whole group is asked for. */
  afresh: boolean;
  readonly over: PromiseWithResolvers<boolean>;
}

export function healing(options: HealingOptions): Healing {
  const { clock, mls, inTurn, onProblem } = options;
  const running = new Map<string, Recovery>();
  const awaited = new Map<string, (bundle: ServerBundle | undefined) => void>();

  const comparison = quietGroups({
    ...options,
    busy: (groupId) => running.has(groupId) || awaited.has(groupId),
    async ask(address, groupId, held) {
      const answer = awaitBundle(groupId);
      const asked = await options.pull(address, groupId, held.era, held.epoch);
      if (asked.outcome !== 'accepted') awaited.get(groupId)?.(undefined);
      if (asked.outcome === 'refused') onProblem('compare with the focus', asked.reason);
      return answer;
    },
    onAhead: (address, groupId) => void needed(address, groupId, 'the focus is ahead'),
  });
  const { heard } = comparison;

  async function round(recovery: Recovery): Promise<Step> {
    // What we asked for ourselves comes first: its answer may be all that is missing.
    if ((await options.settle(recovery.address)) === 'later') return 'later';
    return recovery.rung === 'pull' ? pull(recovery) : advance(recovery);
  }

  async function pull(recovery: Recovery): Promise<Step> {
    const { address, groupId } = recovery;
    mls.moveHealth(groupId, 'OngoingEpochAdvancement', 'asking for what was missed');
    heard(groupId);
    const held = recovery.afresh ? undefined : mls.group(groupId);
    const answer = awaitBundle(groupId);
    const asked = await options.pull(address, groupId, held?.era ?? 0, held?.epoch ?? 0n);
    if (asked.outcome !== 'accepted') awaited.get(groupId)?.(undefined);
    if (asked.outcome === 'unknown' || asked.outcome === 'unregistered') return 'later';
    if (asked.outcome === 'refused') {
      onProblem('pull what was missed', asked.reason);
      return climb(recovery);
    }
    const bundle = await answer;
    return bundle ? apply(recovery, bundle) : 'later';
  }

  function awaitBundle(groupId: string): Promise<ServerBundle | undefined> {
    const { promise, resolve } = Promise.withResolvers<ServerBundle | undefined>();
    const timer = clock.after(bundleWithinMs, 'the focus may still send what was missed', () => done(undefined));
    function done(bundle: ServerBundle | undefined): void {
      timer.cancel();
      awaited.delete(groupId);
      resolve(bundle);
    }
    awaited.set(groupId, done);
    return promise;
  }

  async function apply(recovery: Recovery, { messages, claim }: ServerBundle): Promise<Step> {
    const { groupId } = recovery;
    const { commits, groupInfo } = sortControl(messages);
    if (groupInfo) return outside(recovery, groupInfo, claim);
    for (const commit of commits) {
      const applied = await inTurn(() => mls.commit(groupId, commit));
      if (applied.ok || applied.cause === 'behind') continue;
      onProblem('apply a missed commit', `${applied.reason}: ${applied.detail}`);
      if (applied.cause === 'removed') return 'failed';
      recovery.afresh = true;
      return 'again';
    }
    return 'healed';
  }

  /** The focus has only the present state for us: what we hold is it already, or we join it from outside. */
  async function outside(recovery: Recovery, groupInfo: Uint8Array, claim: Claim | undefined): Promise<Step> {
    const { address, groupId } = recovery;
    const held = mls.group(groupId);
    const there = standingOf(groupInfo);
    const same = held && there && held.era === there.era && held.epoch === there.epoch;
    if (same && (!claim || claim.epochAuthenticator === held.epochAuthenticator) && !recovery.afresh) return 'healed';
    if (held?.ended && there?.ended === false) {
      onProblem('join from outside', 'MLS was ended in the group, and the focus says that it is not');
      return 'failed';
    }
    let pending: PendingCommit;
    try {
      pending = await inTurn(() => mls.rejoin(groupId, groupInfo, claim));
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error;
      onProblem('join from outside', error.message);
      return climb(recovery);
    }
    if (there?.ended) {
      // No commit is accepted there. That it was ended is true: whoever signed the GroupInfo is a member.
      mls.commitRefused(groupId);
      if (!held?.ended) options.onEnded(address);
      return 'failed';
    }
    const readiness = await options.submit(address, pending);
    if (readiness === 'ready') return 'healed';
    if (options.ended(address)) return 'failed';
    if (readiness === 'impossible') return climb(recovery);
    recovery.outside++;
    // Refused: somebody was faster, and the next answer of the focus has that; or it is not to be, however often.
    return recovery.outside < externalAttempts ? 'later' : climb(recovery);
  }

  function climb(recovery: Recovery): Step {
    if (!mls.group(recovery.groupId)) return 'failed'; // nothing is known of it: somebody who is in it has to ask us in
    recovery.rung = 'era';
    return 'again';
  }

  /** A new group under the same id, with a Welcome for everybody. */
  async function advance({ address, groupId }: Recovery): Promise<Step> {
    if (mls.group(groupId)?.ended || options.ended(address)) return 'failed'; // nothing becomes encrypted again by itself
    mls.moveHealth(groupId, 'EraAdvancementRequested', 'no other rung is left');
    const gathered = await options.gather(address, options.participants(address, groupId));
    if (gathered === 'later') return 'later';
    if (gathered === 'impossible') return 'failed';
    mls.moveHealth(groupId, 'OngoingEraAdvancement', 'everybody is asked into a new era');
    let pending: PendingCommit;
    try {
      pending = await inTurn(() => mls.advanceEra(groupId, gathered));
    } catch (error) {
      if (!(error instanceof MlsClientError)) throw error;
      onProblem('advance the era', error.message);
      return 'later';
    }
    const before = pending.era;
    const readiness = await options.submit(address, pending);
    if (readiness === 'ready') return 'healed';
    // Somebody else was first: its Welcome brings the era that we asked for.
    if ((mls.group(groupId)?.era ?? 0) >= before) return 'healed';
    return readiness === 'later' ? 'later' : 'failed';
  }

  async function attempt(recovery: Recovery): Promise<'done' | 'later'> {
    for (;;) {
      const step = ++recovery.rounds > maximumRounds ? 'failed' : await round(recovery);
      if (step === 'later') return 'later';
      if (step === 'again') continue;
      finish(recovery, step === 'healed');
      return 'done';
    }
  }

  function finish({ address, groupId, over }: Recovery, healed: boolean): void {
    running.delete(groupId);
    const ended = mls.group(groupId)?.ended === true || options.ended(address);
    if (healed) mls.moveHealth(groupId, ended ? 'DoneEndMls' : 'Healthy', 'recovery is over');
    else if (ended) mls.moveHealth(groupId, 'CannotHealDuringEndMls', 'a member ended MLS: no new era is begun');
    else mls.moveHealth(groupId, 'SelfHealFailed', 'no rung helped');
    over.resolve(healed);
  }

  function needed(address: Address, groupId: string, why: string, from: Rung = 'pull'): Promise<boolean> {
    const known = running.get(groupId);
    if (known) {
      if (from === 'era') known.rung = 'era';
      return known.over.promise;
    }
    if (options.ended(address)) return Promise.resolve(false); // and there is no way in
    const over = Promise.withResolvers<boolean>();
    const recovery: Recovery = { address, groupId, rung: from, rounds: 0, outside: 0, afresh: false, over };
    running.set(groupId, recovery);
    mls.moveHealth(groupId, 'EpochAdvancementRequested', why);
    options.outbox.add(`recovery of ${groupId}`, () => attempt(recovery));
    return over.promise;
  }

  return {
    needed,
    heard,
    compareQuiet: comparison.compareQuiet,
    bundle(groupId, bundle) {
      const take = awaited.get(groupId);
      take?.(bundle);
      return take !== undefined;
    },
  };
}
