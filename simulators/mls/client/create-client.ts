import { equalBytes } from '../../crypto/bytes.ts';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { createMlsEngine } from '../engine/engine.ts';
import { encodeEpoch } from '../engine/epoch-codec.ts';
import { type KeyPackageBundle, type MlsEngine, MlsUsageError } from '../engine/port.ts';
import { encodeAuthenticatedData, isMessageId } from '../wire/authenticated-data.ts';
import { telIdentity } from '../wire/credential.ts';
import { groupIdBytes, groupIdText } from '../wire/group-id.ts';
import type { Lifetime } from '../wire/leaf-node.ts';
import type { PendingCommit } from './client.ts';
import { MlsClientError } from './client-error.ts';
import type { MlsClientOptions, SeededMlsClientOptions, SimulatedMlsClient } from './client-options.ts';
import { controlFailure, type Failure, failure } from './failure.ts';
import { encodeFraming, isContentType } from './framing.ts';
import { type HeldGroup, viewOf } from './held-group.ts';
import { openMessage } from './open-message.ts';
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
  return mlsClient(createMlsEngine(seededCrypto(stream, options.licence)), options);
}

/** An MLS client on any engine. */
export function mlsClient(engine: MlsEngine, options: MlsClientOptions): SimulatedMlsClient {
  const { msisdn, clock, retentionMs = threeDaysMs } = options;
  if (retentionMs < threeDaysMs) throw new MlsClientError('secrets of past epochs are kept for at least three days');
  const keys = engine.createIdentity(telIdentity(msisdn));
  const identity = sha256Hex(keys.signaturePublicKey);
  const record = clientRecord(options.phone, options.record ?? (() => {}));
  record.identity(options.incarnation, identity);

  const groups = new Map<string, HeldGroup>();
  let bundles: readonly KeyPackageBundle[] = [];

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

  function reject(groupId: string | null, what: string, failed: Failure): Failure {
    record.rejected(groupId, what, failed.reason, failed.detail);
    return { ok: false, reason: failed.reason, detail: failed.detail };
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
    record.commit(held.group, 'accepted', reason);
    record.epoch(group, held.established ? 'own-commit' : 'created');
    return next;
  }

  function discard(held: HeldGroup, reason: string): void {
    if (held.pending) record.commit(held.group, 'discarded', reason);
  }

  /** Stages a commit on the group; nothing else changes until the focus has answered. */
  async function stage(groupId: string, held: HeldGroup, add: readonly Uint8Array[]): Promise<PendingCommit> {
    const pending = await engine.commit(held.group, { add }, clock.now()).catch((cause: unknown) => {
      if (cause instanceof MlsUsageError) throw new MlsClientError(cause.message, { cause });
      throw cause;
    });
    const latest = groups.get(groupId) ?? held;
    if (latest.pending || latest.group.epoch !== held.group.epoch) {
      throw new MlsClientError(`the group ${groupId} changed while a commit was made: calls must not overlap`);
    }
    groups.set(groupId, { ...latest, pending });
    record.commit(held.group, 'pending');
    const { era, epochAuthenticator } = viewOf(held);
    const { commit, welcome } = pending;
    return { groupId, era, epochAuthenticator, commit, ...(welcome && { welcome }) };
  }

  return {
    msisdn,
    identity,
    async keyPackages(count) {
      if (!(count >= 0)) throw new MlsClientError('the number of KeyPackages must not be negative');
      const ordinary: KeyPackageBundle[] = [];
      for (let index = 0; index < count; index++) {
        ordinary.push(await engine.createKeyPackage(keys, { lifetime: lifetime(), lastResort: false }));
      }
      const lastResort = await engine.createKeyPackage(keys, { lifetime: lifetime(), lastResort: true });
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
      const group = await engine.createGroup(groupIdBytes(groupId), keys, { era: firstEra, lifetime: lifetime() });
      const held = { group, pending: undefined, established: false, retained: [] };
      return stage(groupId, held, keyPackages);
    },
    async selfUpdate(groupId) {
      const held = need(groupId);
      if (held.pending) throw new MlsClientError(`a commit of ${groupId} already waits for the focus's answer`);
      return stage(groupId, held, []);
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
    forget(groupId, reason) {
      if (groups.delete(groupId)) record.forgotten(groupId, reason);
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
      const before = find(groupId);
      const advances = before?.established === true && group.era > (before.group.era ?? 0);
      if (before?.established && !advances) return refuse(`already in era ${before.group.era} of the group`);
      if (before) discard(before, advances ? 'the era advanced' : 'another creation of the group was accepted');
      const retained = before?.established ? retain(before.retained, before.group, until()) : [];
      groups.set(groupId, { group, pending: undefined, established: true, retained });
      if (!used.lastResort) bundles = bundles.filter((bundle) => bundle !== used);
      record.epoch(group, advances ? 'era-advance' : 'joined');
      return { ok: true, group: viewOf({ group, pending: undefined, established: true, retained }) };
    },
    async commit(groupId, bytes) {
      const before = find(groupId);
      const refuse = (failed: Failure) => reject(groupId, 'commit', failed);
      if (!before) return refuse(failure('control-message-failed', 'no such group'));
      if (before.pending && equalBytes(before.pending.commit, bytes)) {
        return { ok: true, group: viewOf(settle(groupId, before, 'it came back from the focus')) };
      }
      const processed = await engine.process(before.group, bytes);
      const held = find(groupId) ?? before;
      if (!processed.ok) {
        if (processed.problem === 'removed') groups.delete(groupId);
        return refuse(failure(controlFailure(processed.problem), processed.detail));
      }
      const { group, committer } = processed;
      if (committer.external && !before.group.members.some(({ uri }) => uri === committer.uri)) {
        return refuse(failure('message-from-non-member', 'an external commit by someone who is not a member'));
      }
      discard(held, 'another commit was accepted for this epoch');
      const next = { ...held, group, pending: undefined, retained: retain(held.retained, held.group, until()) };
      groups.set(groupId, next);
      record.epoch(group, committer.external ? 'external-commit' : 'commit');
      return { ok: true, group: viewOf(next) };
    },
    async protect(groupId, messageId, contentType, body) {
      const held = need(groupId);
      if (!held.established) throw new MlsClientError(`the creation of ${groupId} has not been accepted yet`);
      if (!isMessageId(messageId)) throw new MlsClientError('a message id is printable ASCII of at most 255 bytes');
      if (!isContentType(contentType)) throw new MlsClientError(`"${contentType}" is not a content type`);
      const { era, epochAuthenticator } = viewOf(held);
      const sent = engine.protect(held.group, encodeAuthenticatedData({ messageId, era }), (generation) =>
        encodeFraming({ generation, contentType, body }),
      );
      groups.set(groupId, { ...held, group: sent.group });
      return { era, epochAuthenticator, ciphertext: sent.message };
    },
    async unprotect(groupId, messageId, ciphertext) {
      const held = find(groupId);
      const refuse = (failed: Failure) => reject(groupId, 'message', failed);
      if (!held) return refuse(failure('failed-to-decrypt', 'no such group: its Welcome has not come'));
      const opened = openMessage(engine, held, messageId, ciphertext);
      if (opened.held) groups.set(groupId, opened.held);
      if (!opened.ok) return refuse(opened);
      if (opened.showsAcceptance) settle(groupId, opened.held, 'a member speaks in its epoch');
      return { ok: true, contentType: opened.framed.contentType, body: opened.framed.body, sender: opened.sender };
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
