import {
  type GroupChange,
  type GroupRequest,
  groupDataContentType,
  groupDataLimits,
  serialiseGroupData,
} from '../protocol/group-data.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import type { FocusMessages } from './focus-message.ts';
import type { Forwarding } from './forwarding.ts';
import { changed, type Groups, groupDataOf, type RcsGroup } from './rcs-group.ts';
import { type Refusal, refusal } from './refusal.ts';

/** The conference server of a carrier: hosts groups, tells their participants of every change, and fans messages out. */
export interface Conference {
  /** Makes a group. Asked again by the same creator for the same people, it says yes again. Gives why not. */
  create(groupId: string, creator: string, others: readonly string[]): Refusal | undefined;
  /** A member wants the roster, subject or icon changed. Gives why not. */
  request(group: RcsGroup, from: string, request: GroupRequest): Refusal | undefined;
  /** Changes the roster of a hosted group and tells everybody, those who left included. */
  change(groupId: string, change: GroupChange): void;
  /** Sends a message of a hosted group to every member but its sender. */
  fanOut(group: RcsGroup, message: CarriedMessage): void;
}

export interface ConferenceOptions {
  readonly context: CarrierContext;
  readonly groups: Groups;
  readonly forwarding: Forwarding;
  readonly messages: FocusMessages;
  /** Whether a number may take part; nothing when it may. */
  readonly checkRecipient: (msisdn: string) => Refusal | undefined;
}

export function createConference(options: ConferenceOptions): Conference {
  const { context, groups, forwarding, messages } = options;
  const { name, journal } = context;
  const creators = new Map<string, string>();

  function apply(before: RcsGroup | undefined, after: RcsGroup, change: GroupChange): void {
    groups.put(after);
    journal.append('carrier.group', {
      carrier: name,
      group_id: after.id,
      change: change.kind,
      by: change.by ?? null,
      affected: [...change.members],
      members: [...after.members],
    });
    const content = serialiseGroupData(groupDataOf(after, change));
    const told = messages(after, { contentType: groupDataContentType, content });
    for (const to of new Set([...(before?.members ?? []), ...after.members])) forwarding.forward({ ...told, to });
  }

  function firstRefusal(msisdns: readonly string[]): Refusal | undefined {
    for (const msisdn of msisdns) {
      const refused = options.checkRecipient(msisdn);
      if (refused) return refused;
    }
    return undefined;
  }

  return {
    create(groupId, creator, others) {
      const members = [...new Set([creator, ...others])];
      const known = groups.get(groupId);
      if (known) {
        const same = known.host === name && creators.get(groupId) === creator;
        return same ? undefined : refusal(403, 'group-exists');
      }
      if (members.length < 2) return refusal(400, 'nobody-invited');
      const refused = firstRefusal(others);
      if (refused) return refused;
      creators.set(groupId, creator);
      const invited = members.filter((member) => member !== creator);
      const change: GroupChange = { kind: 'created', by: creator, members: invited };
      apply(undefined, { id: groupId, host: name, members, version: 1 }, change);
      return undefined;
    },
    request(group, from, request) {
      if (request.kind === 'leave') {
        apply(group, changed(group, { kind: 'left', members: [from] }), { kind: 'left', by: from, members: [from] });
        return undefined;
      }
      if (!('members' in request)) {
        const { subject, icon, ...rest } = group;
        const kept = request.kind === 'subject' ? icon && { icon } : subject && { subject };
        const after = { ...rest, ...kept, ...(request.value && { [request.kind]: request.value }) };
        const change: GroupChange = { kind: request.kind, by: from, members: [] };
        apply(group, changed(after, change), change);
        return undefined;
      }
      const adds = request.kind === 'add';
      const members = request.members.filter((member) => group.members.includes(member) !== adds);
      if (members.length === 0) return undefined; // it is so already: the answer to an earlier copy got lost
      if (adds && group.members.length + members.length > groupDataLimits.members) return refusal(403, 'group-full');
      const refused = adds ? firstRefusal(members) : undefined;
      if (refused) return refused;
      const change: GroupChange = { kind: adds ? 'added' : 'removed', by: from, members };
      apply(group, changed(group, change), change);
      return undefined;
    },
    change(groupId, change) {
      const group = groups.get(groupId);
      if (group?.host === name) apply(group, changed(group, change), change);
    },
    fanOut(group, message) {
      for (const to of group.members) if (to !== message.from) forwarding.forward({ ...message, to });
    },
  };
}
