import { equalBytes } from '../../crypto/bytes.ts';
import { p256Sign } from '../../crypto/p256/ecdsa.ts';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { remainingFloorMs } from '../../crypto/x509/profile.ts';
import { createMlsEngine } from '../engine/engine.ts';
import { encodeEpoch } from '../engine/epoch-codec.ts';
import {
  type Changes,
  type Group,
  type Identity,
  type KeyPackageBundle,
  type MlsEngine,
  MlsUsageError,
  type StagedCommit,
} from '../engine/port.ts';
import { encodeAuthenticatedData, isMessageId } from '../wire/authenticated-data.ts';
import { telIdentity } from '../wire/credential.ts';
import { groupIdBytes, groupIdText } from '../wire/group-id.ts';
import type { Lifetime } from '../wire/leaf-node.ts';
import { metadataExtensionTypes } from '../wire/registry.ts';
import type { Claim, ClientRefusal, PendingCommit } from './client.ts';
import { MlsClientError } from './client-error.ts';
import type { MlsClientOptions, SeededMlsClientOptions, SimulatedMlsClient } from './client-options.ts';
import { type CommitPlace, commitPlace } from './commit-place.ts';
import { departingLeaves } from './departing-leaves.ts';
import { type DeviceCredentials, deviceCredentials } from './device-credentials.ts';
import { controlFailure, type Failure, failure } from './failure.ts';
import { forkOf } from './forks.ts';
import { encodeFraming, isContentType } from './framing.ts';
import { healthStates, isHealing } from './health.ts';
import { type HeldGroup, type PendingState, viewOf as viewOfHeld } from './held-group.ts';
import { openMessage } from './open-message.ts';
import { expelledLeaf, ownOldLeaf } from './public-view.ts';
import { clientRecord } from './record.ts';
import { expire, retain, threeDaysMs } from './retained-epochs.ts';

/** Era of every new group (facts: RCC.16). */
const firstEra = 1;
/** RCC.16 allows leaf certificates 76 days at most; the hour before is for phones whose clocks are behind. Seconds. */
const lifetimeAfterS = 76 * 86400 - 3600;
const lifetimeBeforeS = 3600;

/** The MLS client of a simulated phone. @throws NotSimulatedError outside a simulated world */
export function createMlsClient(options: SeededMlsClientOptions): SimulatedMlsClient {
  const stream = options.random.split(`mls-client/${options.incarnation}`);
  const { msisdn, device, clock } = options;
  const credentials = device === undefined ? undefined : deviceCredentials({ msisdn, device, clock });
  const engine = createMlsEngine(seededCrypto(stream, options.licence), 2, credentials?.authentication);
  return mlsClient(engine, options, credentials);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A group that nobody else knows of yet. */
const alone = (group: Group): HeldGroup => ({ group, pending: undefined, established: false, retained: [] });

/**
 * An MLS client on any engine.
 * @param credentials what the engine's authentication belongs to; without it leaves carry basic credentials
 */
export function mlsClient(
  engine: MlsEngine,
  options: MlsClientOptions,
  credentials?: DeviceCredentials,
): SimulatedMlsClient {
  const { msisdn, clock, retentionMs = threeDaysMs } = options;
  if (retentionMs < threeDaysMs) throw new MlsClientError('secrets of past epochs are kept for at least three days');
  /** Goes on with other certificates once they are renewed; the key stays. */
  let keys = engine.createIdentity(telIdentity(msisdn));
  let certificate: { readonly notAfterMs: number } | undefined;
  const identity = sha256Hex(keys.signaturePublicKey);
  const record = clientRecord(options.phone, options.record ?? (() => {}), options.device);
  record.identity(options.incarnation, identity);

  const groups = new Map<string, HeldGroup>();
  const { of: healthOf, move: moveHealth, forget: forgetHealth } = healthStates(record.health);
  /** When the own leaf of a group got its key. */
  const leafSince = new Map<string, number>();
  let bundles: readonly KeyPackageBundle[] = [];

  const viewOf = (held: HeldGroup) => viewOfHeld(held, healthOf(groupIdText(held.group.groupId)));

  /** The group stands in an epoch that everybody knows of. Recovery under way says itself when it is over. */
  function arrived(groupId: string, why: string): void {
    if (isHealing(healthOf(groupId))) return;
    const ended = groups.get(groupId)?.group.ended === true;
    moveHealth(groupId, ended ? 'DoneEndMls' : 'Healthy', ended ? 'a member ended MLS' : why);
  }

  function lifetime(): Lifetime {
    const nowS = Math.floor(clock.now() / 1000);
    return { notBefore: BigInt(nowS - lifetimeBeforeS), notAfter: BigInt(nowS + lifetimeAfterS) };
  }

  /** Without KeyPackages that are out of date, and last resorts older than the one a directory may still hand out. */
  function stillNeeded(): readonly KeyPackageBundle[] {
    const nowS = BigInt(Math.floor(clock.now() / 1000));
    const current = bundles.filter(({ lifetime: { notAfter } }) => notAfter >= nowS);
    const latestLastResort = current.findLast(({ lastResort }) => lastResort);
    return current.filter((bundle) => !bundle.lastResort || bundle === latestLastResort);
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

  async function committed(group: Group, changes: Changes): Promise<StagedCommit> {
    return engine.commit(group, changes, clock.now()).catch((cause: unknown) => {
      if (cause instanceof MlsUsageError) throw new MlsClientError(cause.message, { cause });
      throw cause;
    });
  }

  /**
   * Stages a commit; nothing else changes until the focus has answered.
   * @param base what the commit is made on: the group held, or the first epoch of another era
   */
  async function stage(groupId: string, held: HeldGroup, changes: Changes, base = held.group): Promise<PendingCommit> {
    const before = groups.get(groupId);
    const owed = base === held.group ? owedBy(held) : {};
    const pending = await committed(base, { ...owed, ...changes, ...(outdated(base) && { identity: keys }) });
    return propose(groupId, held, before, pending, claimOf(base));
  }

  const claimOf = ({ era = 0, epochAuthenticator }: Group): Claim => ({
    era,
    epochAuthenticator: base64(epochAuthenticator),
  });

  /** Keeps a commit until the focus has answered. */
  async function propose(
    groupId: string,
    held: HeldGroup,
    before: HeldGroup | undefined,
    pending: PendingState,
    claim: Claim,
  ): Promise<PendingCommit> {
    for (const member of pending.group.members) {
      const problem = credentials?.validity(member, remainingFloorMs);
      if (problem) throw new MlsClientError(`no commit would be accepted: ${problem}`);
    }
    const groupInfo = await pending.groupInfo();
    const latest = groups.get(groupId);
    if (latest?.pending || latest?.group.epoch !== before?.group.epoch) {
      throw new MlsClientError(`the group ${groupId} changed while a commit was made: calls must not overlap`);
    }
    groups.set(groupId, { ...(latest ?? held), pending });
    record.commit(held.group, 'pending');
    const { commit, welcome } = pending;
    return { groupId, ...claim, commit, groupInfo, ...(welcome && { welcome }) };
  }

  /** What others want done, which the next commit has to take up. */
  function owedBy({ group, proposals = [], expelled = [] }: HeldGroup): Changes {
    const there = expelled.filter((leaf) => group.members.some(({ leafIndex }) => leafIndex === leaf));
    return { ...(proposals.length > 0 && { proposals }), ...(there.length > 0 && { serverRemove: there }) };
  }

  function needUndecided(groupId: string): HeldGroup {
    const held = need(groupId);
    if (held.pending) throw new MlsClientError(`a commit of ${groupId} already waits for the focus's answer`);
    return held;
  }

  /** A group of one in a given era, to add everybody to. */
  const found = (groupId: string, era: number): Promise<Group> =>
    engine.createGroup(groupIdBytes(groupId), certified(), { era, lifetime: lifetime() });

  /** The keys to make leaves of. @throws MlsClientError before they are certified */
  function certified(): Identity {
    if (credentials && !keys.certificates)
      throw new MlsClientError(`${msisdn} has no certificate yet: certify it first`);
    return keys;
  }

  /** The own leaf shows a certificate that ends earlier than the one this client has. */
  function outdated(group: Group): boolean {
    const own = group.members.find(({ leafIndex }) => leafIndex === group.ownLeaf);
    return certificate !== undefined && own !== undefined && (own.notAfterMs ?? 0) < certificate.notAfterMs;
  }

  /** Why somebody who is new in a group, or new in its leaf, may not be. */
  function newcomerProblem(after: Group, before?: Group): string | undefined {
    for (const member of after.members) {
      const known = before?.members.find(({ leafIndex }) => leafIndex === member.leafIndex);
      const same = known && known.uri === member.uri && known.notAfterMs === member.notAfterMs;
      const problem = same ? undefined : credentials?.validity(member);
      if (problem) return problem;
    }
    return undefined;
  }

  return {
    msisdn,
    identity,
    identityKey: keys.signaturePublicKey,
    prove: (statement) => p256Sign(keys.signaturePrivateKey, statement),
    certificate: () => certificate,
    certify(chain, roots) {
      if (!credentials) throw new MlsClientError('this client has no device that a certificate could name');
      certificate = credentials.accept(chain, roots, keys.signaturePublicKey);
      keys = { ...keys, certificates: chain };
      record.certified(certificate.notAfterMs);
    },
    outdated: () =>
      [...groups.values()].filter((held) => outdated(held.group)).map((held) => groupIdText(held.group.groupId)),
    async keyPackages(count) {
      if (!(count >= 0)) throw new MlsClientError('the number of KeyPackages must not be negative');
      const ordinary: KeyPackageBundle[] = [];
      for (let index = 0; index < count; index++) {
        ordinary.push(await engine.createKeyPackage(certified(), { lifetime: lifetime(), lastResort: false }));
      }
      const lastResort = await engine.createKeyPackage(certified(), { lifetime: lifetime(), lastResort: true });
      bundles = [...stillNeeded(), ...ordinary, lastResort];
      record.keyPackages([...ordinary, lastResort].map(({ initKeyHash }) => initKeyHash));
      return { keyPackages: ordinary.map(({ message }) => message), lastResort: lastResort.message };
    },
    keyPackageSecrets: () => bundles,
    initKeys: () => bundles.map(({ initKeyHash }) => initKeyHash),
    group(groupId) {
      const held = find(groupId);
      return held && viewOf(held);
    },
    groups: () => [...groups.values()].map(viewOf),
    async create(groupId, keyPackages) {
      if (groups.has(groupId)) throw new MlsClientError(`${msisdn} already holds a group ${groupId}`);
      if (keyPackages.length === 0) throw new MlsClientError('a group is created with at least one KeyPackage');
      const group = await found(groupId, firstEra);
      const pending = await stage(groupId, alone(group), { add: keyPackages });
      moveHealth(groupId, 'Initializing', 'it is being created');
      return pending;
    },
    selfUpdate: async (groupId) => stage(groupId, needUndecided(groupId), {}),
    async change(groupId, changes) {
      const held = needUndecided(groupId);
      const { add = [], end, extensions } = changes;
      const remove = departingLeaves(held, changes);
      return stage(groupId, held, { add, remove, ...(end && { end }), ...(extensions && { extensions }) });
    },
    async advanceEra(groupId, keyPackages, era) {
      const held = find(groupId);
      const next = era ?? (held?.group.era ?? 0) + 1;
      if (held?.pending) throw new MlsClientError(`a commit of ${groupId} already waits for the focus's answer`);
      if (held && next <= (held.group.era ?? 0))
        throw new MlsClientError(`the group ${groupId} is in era ${held.group.era}`);
      if (keyPackages.length === 0) throw new MlsClientError('an era begins with at least one KeyPackage');
      const group = await found(groupId, next);
      const extensions = [...(held?.group.extensions ?? [])]
        .filter(([type]) => metadataExtensionTypes.includes(type))
        .map(([type, data]) => ({ type, data }));
      const changes = { add: keyPackages, ...(extensions.length > 0 && { extensions }) };
      return stage(groupId, held ?? alone(group), changes, group);
    },
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
    async rejoin(groupId, groupInfo, claim) {
      const held = find(groupId);
      if (held?.pending) throw new MlsClientError(`a commit of ${groupId} already waits for the focus's answer`);
      const own = ownOldLeaf(groupInfo, msisdn, options.device);
      const resync = own === undefined ? {} : { resync: [own] };
      const joined = await engine.joinExternally(
        groupInfo,
        certified(),
        { lifetime: lifetime(), ...resync },
        clock.now(),
      );
      if (!joined.ok) throw new MlsClientError(`the group cannot be joined from outside: ${joined.detail}`);
      const { group } = joined;
      if (groupIdText(group.groupId) !== groupId) throw new MlsClientError('the GroupInfo is of another group');
      const { commit } = joined;
      const pending = { commit, welcome: undefined, group, groupInfo: joined.groupInfo, fromOutside: true } as const;
      return propose(groupId, held ?? alone(group), held, pending, claim ?? claimOf(group));
    },
    stale: (longerThanMs) => [...groups.keys()].filter((id) => clock.now() - (leafSince.get(id) ?? 0) > longerThanMs),
    health: healthOf,
    moveHealth,
    commitAccepted(groupId) {
      return viewOf(settle(groupId, need(groupId)));
    },
    commitRefused(groupId) {
      const held = need(groupId);
      discard(held, 'refused by the focus');
      if (held.established) groups.set(groupId, { ...held, pending: undefined });
      else groups.delete(groupId);
    },
    forget(groupId, reason) {
      if (!groups.delete(groupId)) return;
      forgetHealth(groupId);
      record.forgotten(groupId, reason);
    },
    async welcome(bytes) {
      const joined = await engine.join(bytes, bundles);
      if (!joined.ok) {
        const reason = joined.problem === 'invalid-credential' ? joined.problem : 'control-message-failed';
        return reject(null, 'welcome', failure(reason, joined.detail));
      }
      const { group, used } = joined;
      const groupId = groupIdText(group.groupId);
      const refuse = (detail: string) => reject(groupId, 'welcome', failure('control-message-failed', detail));
      if (group.era === undefined) return refuse('the group has no era');
      const uncertified = newcomerProblem(group);
      if (uncertified) return reject(groupId, 'welcome', failure('invalid-credential', uncertified));
      const before = find(groupId);
      const advances = before?.established === true && group.era > (before.group.era ?? 0);
      if (before?.established && !advances) return refuse(`already in era ${before.group.era} of the group`);
      if (before) discard(before, advances ? 'the era advanced' : 'another creation of the group was accepted');
      const retained = before?.established ? retain(before.retained, before.group, until()) : [];
      groups.set(groupId, { group, pending: undefined, established: true, retained });
      if (!used.lastResort) bundles = bundles.filter((bundle) => bundle !== used);
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
    async protect(groupId, messageId, contentType, body, resent) {
      const held = need(groupId);
      if (!held.established) throw new MlsClientError(`the creation of ${groupId} has not been accepted yet`);
      if (!isMessageId(messageId)) throw new MlsClientError('a message id is printable ASCII of at most 255 bytes');
      if (!isContentType(contentType)) throw new MlsClientError(`"${contentType}" is not a content type`);
      const { era, epochAuthenticator } = viewOf(held);
      const bound = encodeAuthenticatedData({ messageId, era, ...(resent && { resent }) });
      const sent = engine.protect(held.group, bound, (generation) => encodeFraming({ generation, contentType, body }));
      groups.set(groupId, { ...held, group: sent.group });
      if (resent) record.resent(messageId, resent);
      return { era, epochAuthenticator, ciphertext: sent.message };
    },
    async unprotect(groupId, messageId, ciphertext, claim) {
      const held = find(groupId);
      const refuse = (failed: Failure) => reject(groupId, 'message', failed);
      if (!held) return refuse(failure('failed-to-decrypt', 'no such group: its Welcome has not come'));
      const opened = openMessage(engine, held, messageId, ciphertext);
      if (!opened.ok && opened.at && isFork(groupId, held, opened.at, claim)) {
        return refuse(failure('failed-to-decrypt', 'it is of another epoch of the same number: a fork', 'fork'));
      }
      if (opened.held) groups.set(groupId, opened.held);
      if (!opened.ok) return refuse(opened);
      if (opened.showsAcceptance) settle(groupId, opened.held, 'a member speaks in its epoch');
      const { framed, sender, resent } = opened;
      return { ok: true, contentType: framed.contentType, body: framed.body, sender, ...(resent && { resent }) };
    },
    snapshot(groupId) {
      const held = find(groupId);
      if (!held) return undefined;
      return {
        group: engine.serialize(held.group),
        retained: held.retained.map(({ messages }) => encodeEpoch(messages)),
      };
    },
  };
}
