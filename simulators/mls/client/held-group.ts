import type { Group, Member, StagedCommit } from '../engine/port.ts';
import { msisdnOfIdentity } from '../wire/credential.ts';
import { groupIdText } from '../wire/group-id.ts';
import type { GroupView } from './client.ts';
import type { HealthState } from './health.ts';
import type { RetainedEpochs } from './retained-epochs.ts';

/** A commit that waits for the focus's answer; `fromOutside`: an external one. */
export type PendingState = StagedCommit & { readonly fromOutside?: true };

/** A group as a client holds it. A value: whatever happens to the group replaces it. */
export interface HeldGroup {
  readonly group: Group;
  readonly pending: PendingState | undefined;
  /** Members' proposals that no commit has taken up. */
  readonly proposals?: readonly Uint8Array[];
  /** Leaves that the focus wants removed. */
  readonly expelled?: readonly number[];
  /** False from creation until the first commit is accepted: until then nobody else knows of the group. */
  readonly established: boolean;
  readonly retained: RetainedEpochs;
}

export function viewOf({ group, pending }: HeldGroup, health: HealthState): GroupView {
  return {
    groupId: groupIdText(group.groupId),
    era: group.era ?? 0,
    epoch: group.epoch,
    epochAuthenticator: Buffer.from(group.epochAuthenticator).toString('base64'),
    members: group.members.map(({ uri }) => msisdnOfUri(uri)),
    pendingCommit: pending !== undefined,
    devices: group.members.map((member) => {
      const device = deviceOf(member);
      return { msisdn: msisdnOfUri(member.uri), ...(device !== undefined && { device }) };
    }),
    health,
    ended: group.ended,
    extensions: group.extensions,
  };
}

/** The E.164 number of a credential's URI; the engine lets no other URI in. */
export function msisdnOfUri(uri: string): string {
  return msisdnOfIdentity(Buffer.from(uri)) ?? uri;
}

/** The device that a leaf belongs to, where its credential tells. */
export function deviceOf(member: Member & { readonly device?: string }): string | undefined {
  return member.device;
}
