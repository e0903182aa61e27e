import { groupUri } from '../protocol/conference-uri.ts';
import type { GroupChange, GroupData } from '../protocol/group-data.ts';

/** An RCS group as a carrier has it: at its host the group itself, elsewhere what the host last told. Survives a reboot. */
export interface RcsGroup {
  /** A UUID: Conversation-ID, and in bytes the MLS group's id. */
  readonly id: string;
  /** The carrier whose conference server hosts it. */
  readonly host: string;
  /** MSISDNs, in the order in which they came. */
  readonly members: readonly string[];
  readonly version: number;
  /** Opaque. */
  readonly subject?: Uint8Array;
  readonly icon?: Uint8Array;
}

/** Which group a message belongs to. */
export interface GroupReference {
  readonly id: string;
  readonly host: string;
}

export const uriOf = ({ id, host }: GroupReference): string => groupUri(id, host);

/** The group after a change of its roster. */
export function changed(group: RcsGroup, { kind, members }: GroupChange): RcsGroup {
  const version = group.version + 1;
  if (kind === 'added') return { ...group, version, members: [...new Set([...group.members, ...members])] };
  if (kind === 'removed' || kind === 'left') {
    const gone = new Set(members);
    return { ...group, version, members: group.members.filter((member) => !gone.has(member)) };
  }
  return { ...group, version };
}

/** What participants are told of a group after a change. */
export function groupDataOf({ id, version, members, subject, icon }: RcsGroup, change: GroupChange): GroupData {
  return { groupId: id, version, change, members, ...(subject && { subject }), ...(icon && { icon }) };
}

/** Groups by id: those this carrier hosts, and those of other carriers that its subscribers take part in. */
export interface Groups {
  get(id: string): RcsGroup | undefined;
  put(group: RcsGroup): void;
  /** Another carrier, its host, told of a group. Older news, and news of a group hosted elsewhere, change nothing. */
  learn(host: string, data: GroupData): void;
}

export function createGroups(): Groups {
  const groups = new Map<string, RcsGroup>();
  return {
    get: (id) => groups.get(id),
    put: (group) => void groups.set(group.id, group),
    learn(host, { groupId: id, version, members, subject, icon }) {
      const known = groups.get(id);
      if (known && (known.host !== host || known.version >= version)) return;
      groups.set(id, { id, host, members, version, ...(subject && { subject }), ...(icon && { icon }) });
    },
  };
}
