import { type Cpim, parseCpim, serialiseCpim } from '../protocol/cpim.ts';
import { mlsContentTypes, serialiseMlsControl, serialiseServerBundle } from '../protocol/mls-control.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { Conference } from './conference.ts';
import type { CarrierContext } from './context.ts';
import type { ControlMessage } from './control-message.ts';
import type { Focus } from './focus.ts';
import type { CommitOutcome } from './focus-groups.ts';
import type { FocusMessages } from './focus-message.ts';
import type { Forwarding } from './forwarding.ts';
import type { Groups, RcsGroup } from './rcs-group.ts';
import type { Refusal } from './refusal.ts';
import { serverRemovals } from './server-removals.ts';
import type { Device } from './subscribers.ts';

/** What a host does about the MLS side of its groups: commits and proposals put in order and told, members expelled. */
export interface GroupControl {
  /** Decides about a member's control message and, once accepted, carries it out. Gives why not. */
  order(group: RcsGroup, message: CarriedMessage): Refusal | undefined;
  /** Somebody is off the roster without a commit: a server bundle has a member make one. */
  expel(group: RcsGroup, msisdn: string): void;
  /** A subscriber gave a device up: its leaves go, the same way, in 1:1s too. */
  expelDevice(device: Pick<Device, 'msisdn' | 'imei'>): void;
}

export interface GroupControlOptions {
  readonly context: CarrierContext;
  readonly focus: Focus;
  readonly groups: Groups;
  readonly conference: Conference;
  readonly forwarding: Forwarding;
  readonly messages: FocusMessages;
}

export function createGroupControl(options: GroupControlOptions): GroupControl {
  const { context, focus, groups, conference, forwarding, messages } = options;
  const { name } = context;

  const current = (group: RcsGroup): RcsGroup => groups.get(group.id) ?? group;

  /** Gives whom the commit took off the roster. */
  function change(group: RcsGroup, { commit }: CommitOutcome, by: string): readonly string[] {
    const joined = commit.joined.filter((who) => !group.members.includes(who));
    const left = commit.left.filter((who) => group.members.includes(who));
    if (joined.length > 0) conference.change(group.id, { kind: 'added', by, members: joined });
    if (left.length > 0) conference.change(group.id, { kind: 'removed', by, members: left });
    return left;
  }

  /**
   * The commit goes to who was there, the Welcome to who comes in, both to who was there and brings another device. Who
   * left before the commit hears no more of the group.
   */
  function broadcast(
    to: readonly string[],
    message: CarriedMessage,
    control: ControlMessage,
    outcome: CommitOutcome,
  ): void {
    const { handshake, welcome } = control;
    const { founding, former, commit } = outcome;
    const cpim = parseCpim(message.cpim);
    const written = new Map<string, CarriedMessage>();
    const bodyOf = (key: string, parts: readonly Uint8Array[]): CarriedMessage => {
      const known = written.get(key);
      if (known) return known;
      const made = rewritten(message, cpim, serialiseMlsControl(parts), name);
      written.set(key, made);
      return made;
    };
    for (const member of to) {
      if (member === message.from) continue;
      const was = !founding && former.includes(member);
      const comes = welcome && commit.added.includes(member);
      if (was && comes) forwarding.forward({ ...bodyOf('both', [handshake, welcome]), to: member });
      else if (was) forwarding.forward({ ...bodyOf('commit', [handshake]), to: member });
      else if (comes) forwarding.forward({ ...bodyOf('welcome', [welcome]), to: member });
    }
  }

  /** Has somebody make a commit that removes these leaves. */
  function demandRemoval(groupId: string, leaves: readonly number[], members: readonly string[]): void {
    const mls = focus.group(groupId);
    if (leaves.length === 0 || !mls) return;
    const content = serialiseServerBundle(serverRemovals(mls, leaves));
    const known = mls.authenticators.find(({ epoch }) => epoch === mls.epoch);
    const bundle = messages(
      { id: groupId, host: name },
      {
        contentType: mlsContentTypes.server,
        content,
        era: mls.era,
        ...(known && { epochAuthenticator: known.value }),
      },
    );
    for (const to of members) forwarding.forward({ ...bundle, to });
  }

  function expel(group: RcsGroup, msisdn: string): void {
    demandRemoval(group.id, focus.expel(group.id, msisdn), current(group).members);
  }

  return {
    order(group, message) {
      const ordering = focus.orderInGroup(message, group.members);
      if (!ordering.accepted) return ordering.refusal;
      const { control, decision } = ordering;
      if (decision.kind === 'commit') {
        const removed = change(group, decision, message.from);
        broadcast([...current(group).members, ...removed], message, control, decision);
      } else if (decision.kind === 'proposal') {
        const { leaver } = decision;
        if (leaver !== undefined) conference.change(group.id, { kind: 'left', by: leaver, members: [leaver] });
        conference.fanOut(current(group), { ...message, orderedBy: name });
        if (leaver !== undefined && decision.others) expel(current(group), leaver);
      }
      return undefined;
    },
    expel,
    expelDevice(device) {
      for (const [groupId, leaves] of focus.expelDevice(device))
        demandRemoval(groupId, leaves, groups.get(groupId)?.members ?? focus.pair(groupId) ?? []);
    },
  };
}

/** The same message with another control body: its headers and id stay. */
function rewritten(message: CarriedMessage, cpim: Cpim, body: Uint8Array, orderedBy: string): CarriedMessage {
  return { ...message, cpim: serialiseCpim({ ...cpim, body }), content: body, orderedBy };
}
