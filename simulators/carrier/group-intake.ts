import { type GroupRequest, groupDataContentType, parseGroupData, parseGroupRequest } from '../protocol/group-data.ts';
import { mlsContentTypes } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { Conference } from './conference.ts';
import type { CarrierContext } from './context.ts';
import type { Mode } from './delivery.ts';
import type { Forwarding } from './forwarding.ts';
import type { GroupControl } from './group-control.ts';
import type { Groups, RcsGroup } from './rcs-group.ts';
import { type Refusal, refusal } from './refusal.ts';

/** Where messages to groups, and of groups of other carriers, are taken. Each gives why not. */
export interface GroupIntake {
  /** What can be said before any message: nothing when `from` may send to the group. */
  check(message: Pick<CarriedMessage, 'from' | 'group'>): Refusal | undefined;
  /** From one of this carrier's phones, to a group. */
  fromPhone(message: CarriedMessage, mode: Mode): Promise<Refusal | undefined>;
  /** From the carrier of a member, to a group that is hosted here. */
  toHost(message: CarriedMessage): Refusal | undefined;
  /** From the host of a group, to one of this carrier's subscribers. */
  fromHost(message: CarriedMessage): void;
}

export interface GroupIntakeOptions {
  readonly context: CarrierContext;
  readonly groups: Groups;
  readonly conference: Conference;
  readonly control: GroupControl;
  /** Whether there is an MLS group that was not ended: then the roster changes with commits. */
  readonly encrypted: (groupId: string) => boolean;
  readonly forwarding: Forwarding;
  /** Takes responsibility for a message to one recipient. */
  readonly accept: (message: CarriedMessage, mode: Mode) => void;
  /** Asks the host for its decision about a message. */
  readonly ask: (carrier: string, message: CarriedMessage) => Promise<Refusal | undefined>;
  /** A ciphertext passed by its group's host. */
  readonly witness: (message: CarriedMessage) => void;
}

export function createGroupIntake(options: GroupIntakeOptions): GroupIntake {
  const { context, groups, conference, control, forwarding } = options;
  const { name } = context;

  /** The group that a message is to, if its sender is a member of it. */
  function memberOf({ from, group: reference }: Pick<CarriedMessage, 'from' | 'group'>): RcsGroup | Refusal {
    const group = reference && groups.get(reference.id);
    if (!group || group.host !== reference.host) return refusal(404, 'unknown-group');
    return group.members.includes(from) ? group : refusal(403, 'not-a-member');
  }

  /** What only the host can decide, at the host. */
  function decide(group: RcsGroup, message: CarriedMessage): Refusal | undefined {
    if (message.contentType === mlsContentTypes.control) return control.order(group, message);
    let request: GroupRequest;
    try {
      request = parseGroupRequest(message.content);
    } catch (error) {
      if (error instanceof ProtocolError) return refusal(400, 'malformed');
      throw error;
    }
    const encrypted = options.encrypted(group.id);
    if (encrypted && 'members' in request) return refusal(403, 'encrypted-group');
    const refused = conference.request(group, message.from, request);
    if (!refused && encrypted && request.kind === 'leave') control.expel(group, message.from);
    return refused;
  }

  function carry(group: RcsGroup, message: CarriedMessage): void {
    if (message.contentType === mlsContentTypes.application) options.witness(message);
    conference.fanOut(group, message);
  }

  return {
    check(message) {
      const group = memberOf(message);
      return 'cause' in group ? group : undefined;
    },
    async fromPhone(message, mode) {
      const group = memberOf(message);
      if ('cause' in group) return group;
      const here = group.host === name;
      if (isForHost(message.contentType)) {
        const refused = here ? decide(group, message) : await options.ask(group.host, message);
        if (!refused && message.contentType === mlsContentTypes.control) forwarding.copy(message);
        return refused;
      }
      for (const to of group.members) if (to !== message.from) options.accept({ ...message, to }, mode);
      if (here) carry(group, message);
      else forwarding.forward(message);
      forwarding.copy(message);
      return undefined;
    },
    toHost(message) {
      const group = memberOf(message);
      if ('cause' in group) return group;
      if (group.host !== name) return refusal(404, 'unknown-group');
      if (isForHost(message.contentType)) return decide(group, message);
      carry(group, message);
      return undefined;
    },
    fromHost(message) {
      const { group, contentType, content } = message;
      if (group && contentType === groupDataContentType) {
        try {
          groups.learn(group.host, parseGroupData(content));
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error; // its receivers will not understand it either
        }
      }
      forwarding.forward(message);
    },
  };
}

/** Whether a message to a group is for its host alone, which answers it at once. */
const isForHost = (contentType: string): boolean =>
  contentType === groupDataContentType || contentType === mlsContentTypes.control;
