import { remainingFloorMs } from '../../crypto/x509/profile.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Changes, type Group, type MlsEngine, MlsUsageError, type StagedCommit } from '../engine/port.ts';
import { groupIdBytes, groupIdText } from '../wire/group-id.ts';
import type { Lifetime } from '../wire/leaf-node.ts';
import { metadataExtensionTypes } from '../wire/registry.ts';
import type { Claim, MlsClient, PendingCommit } from './client.ts';
import { ExpiringCredentialError, MlsClientError } from './client-error.ts';
import { departingLeaves } from './departing-leaves.ts';
import type { DeviceCredentials } from './device-credentials.ts';
import type { GroupHoldings } from './group-holdings.ts';
import type { HealthStates } from './health.ts';
import type { HeldGroup, PendingState } from './held-group.ts';
import { lifetimeFrom } from './key-package-stock.ts';
import type { OwnIdentity } from './own-identity.ts';
import { ownOldLeaf } from './public-view.ts';
import type { ClientRecord } from './record.ts';

/** Era of every new group (facts: RCC.16). */
const firstEra = 1;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A group that nobody else knows of yet. */
const alone = (group: Group): HeldGroup => ({ group, pending: undefined, established: false, retained: [] });

/** What others want done, which the next commit has to take up. */
export function owedBy({ group, proposals = [], expelled = [] }: HeldGroup): Changes {
  const there = expelled.filter((leaf) => group.members.some(({ leafIndex }) => leafIndex === leaf));
  return { ...(proposals.length > 0 && { proposals }), ...(there.length > 0 && { serverRemove: there }) };
}

export interface StagingOptions {
  readonly engine: MlsEngine;
  readonly msisdn: string;
  readonly device?: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly identity: OwnIdentity;
  readonly credentials: DeviceCredentials | undefined;
  readonly holdings: GroupHoldings;
  readonly record: ClientRecord;
  readonly moveHealth: HealthStates['move'];
}

/** Commits of this client: each waits for the answer of the Conversation Focus, and nothing else changes before it. */
export type Staging = Pick<MlsClient, 'create' | 'selfUpdate' | 'change' | 'advanceEra' | 'rejoin'>;

export function staging(options: StagingOptions): Staging {
  const { engine, msisdn, clock, credentials, record, moveHealth } = options;
  const { groups, find, needUndecided } = options.holdings;
  const { keys, certified, outdated } = options.identity;
  const lifetime = (): Lifetime => lifetimeFrom(clock);

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
    const pending = await committed(base, { ...owed, ...changes, ...(outdated(base) && { identity: keys() }) });
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
      if (problem) throw new ExpiringCredentialError(`no commit would be accepted: ${problem}`);
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

  /** A group of one in a given era, to add everybody to. */
  const found = (groupId: string, era: number): Promise<Group> =>
    engine.createGroup(groupIdBytes(groupId), certified(), { era, lifetime: lifetime() });

  return {
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
  };
}
