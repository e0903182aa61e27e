import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { conferenceFactory } from '../../protocol/conference-uri.ts';
import type { GroupRequest } from '../../protocol/group-data.ts';
import { newMessageId, newUuid } from '../../protocol/message-id.ts';
import { serialiseResourceLists } from '../../protocol/resource-lists.ts';
import type { GroupIcon } from '../model.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { Conveyance, Conveyed } from './conveyance.ts';
import { groupRequestMessage } from './cpim-messages.ts';
import { creationLimitMs } from './creation-time.ts';
import type { Encryption, Readiness } from './encryption.ts';
import type { GroupMetadata } from './group-metadata.ts';
import type { GroupRecord, Groups } from './groups.ts';
import type { MessageStore } from './message-store.ts';
import type { Attempt, Outbox } from './outbox.ts';

export interface GroupActionsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly msisdn: string;
  /** The carrier that hosts what is created here. */
  readonly carrier: string;
  readonly store: MessageStore;
  readonly groups: Groups;
  readonly encryption: Encryption;
  readonly metadata: GroupMetadata;
  readonly conveyance: Conveyance;
  readonly outbox: Outbox;
  readonly uriOf: (address: Address) => string;
  readonly encrypts: () => boolean;
  readonly onUnregistered: () => void;
  readonly onProblem: (doing: string, reason: string) => void;
  readonly onChange: () => void;
}

/**
 * What a person does to a group. Each takes its turn among the group's messages, and is tried until the focus answers.
 * What others are shown of it is what the focus tells everybody, whoever did it.
 */
export interface GroupActions {
  /** @param members everybody else, MSISDNs. Gives the group's id. */
  create(members: readonly string[], subject: string): string;
  add(id: string, members: readonly string[]): void;
  remove(id: string, member: string): void;
  leave(id: string): void;
  rename(id: string, subject: string): void;
  setIcon(id: string, icon: GroupIcon): void;
  /** Ends MLS in a conversation, of two or more. */
  endEncryption(address: Address): void;
}

export function groupActions(options: GroupActionsOptions): GroupActions {
  const { clock, random, msisdn, groups, encryption, metadata, conveyance, onProblem } = options;
  /** When the conference of a group was last asked for: the others may know of the group from then on. */
  const convenedAtMs = new Map<string, number>();

  function queue(address: Address, doing: string, attempt: (group: GroupRecord | undefined) => Promise<Attempt>): void {
    options.outbox.add(`to ${address}`, async () => {
      const group = groups.get(address);
      if (isGroupAddress(address) && (!group || group.left)) {
        onProblem(doing, 'this phone is not in the group');
        return 'done';
      }
      const done = await attempt(group);
      options.onChange();
      return done;
    });
  }

  /** What the answer to a question that may be asked again means. */
  function answered(conveyed: Conveyed, doing: string): Attempt {
    if (conveyed.outcome === 'unregistered') options.onUnregistered();
    if (conveyed.outcome === 'unknown' || conveyed.outcome === 'unregistered') return 'later';
    if (conveyed.outcome === 'refused') onProblem(doing, conveyed.reason);
    return 'done';
  }

  async function ask(id: string, request: GroupRequest, doing: string): Promise<Attempt> {
    const parts = { from: msisdn, to: options.uriOf(id), messageId: newMessageId(random), nowMs: clock.now() };
    const conveyed = await conveyance.send(options.uriOf(id), id, groupRequestMessage(parts, request));
    return answered(conveyed, doing);
  }

  const secured = (id: string): boolean => {
    const group = encryption.groupWith(id);
    return group !== undefined && !group.ended;
  };

  async function convene(id: string, others: readonly string[]): Promise<Attempt> {
    convenedAtMs.set(id, clock.uptimeMs());
    const asked = await conveyance.convene(conferenceFactory(options.carrier), id, serialiseResourceLists(others));
    if (asked.outcome === 'refused') groups.change(id, { left: true });
    return answered(asked, 'create a group');
  }

  function staysPlain(id: string, why: string): Attempt {
    onProblem('encrypt a group', `it stays without encryption: ${why}`);
    groups.change(id, { encryption: 'plain' });
    return 'done';
  }

  /**
   * All or nothing: with one participant without keys the group is, and stays, one without encryption. So it is when that
   * takes too long: the others wait only for so long before they ask the focus and write in clear.
   */
  async function secure(id: string): Promise<Attempt> {
    if (clock.uptimeMs() >= (convenedAtMs.get(id) ?? 0) + creationLimitMs(groups.get(id)?.members.length ?? 0))
      return overdue(id);
    const readiness = options.encrypts() ? await encryption.prepare(id) : 'impossible';
    if (readiness === 'impossible') return staysPlain(id, 'somebody has no keys');
    if (readiness === 'refused') return staysPlain(id, 'the focus refuses it');
    return readiness === 'later' ? 'later' : 'done';
  }

  async function overdue(id: string): Promise<Attempt> {
    const there = await encryption.existsElsewhere(id);
    if (there === 'unknown') return 'later';
    if (there === 'there') return (await encryption.prepare(id)) === 'ready' ? 'done' : 'later';
    encryption.abandon(id);
    return staysPlain(id, 'making it took too long');
  }

  async function change(doing: string, readiness: Promise<Readiness>): Promise<Attempt> {
    const ended = await readiness;
    if (ended === 'impossible') onProblem(doing, 'the group cannot be changed: somebody has no keys');
    if (ended === 'refused') onProblem(doing, 'the group cannot be changed: the focus refuses it');
    return ended === 'later' ? 'later' : 'done';
  }

  return {
    create(members, subject) {
      const id = newUuid(random);
      const others = [...new Set(members)].filter((member) => member !== msisdn);
      groups.learn({ id, carrier: options.carrier, members: [msisdn, ...others], knownSinceMs: clock.uptimeMs() });
      groups.change(id, { subject });
      options.store.threadWith(id, clock.now());
      queue(id, 'create a group', () => convene(id, others));
      queue(id, 'create a group', () => secure(id));
      if (subject !== '') queue(id, 'name a group', metadata.setting(id, { subject }, ask));
      options.onChange();
      return id;
    },
    add(id, members) {
      queue(id, 'add members', async (group) => {
        const fresh = members.filter((member) => !group?.members.includes(member));
        if (fresh.length === 0) return 'done';
        if (!secured(id)) return ask(id, { kind: 'add', members: fresh }, 'add members');
        return change('add members', encryption.change(id, {}, fresh));
      });
    },
    remove(id, member) {
      queue(id, 'remove a member', async () => {
        const holds = secured(id) && encryption.groupWith(id)?.members.includes(member);
        if (!holds) return ask(id, { kind: 'remove', members: [member] }, 'remove a member');
        return change('remove a member', encryption.change(id, { remove: [member] }));
      });
    },
    leave(id) {
      queue(id, 'leave a group', async () => {
        const left = secured(id) ? await encryption.leave(id) : await ask(id, { kind: 'leave' }, 'leave a group');
        if (left === 'later') return 'later';
        encryption.forget(id, id, 'this phone left it');
        groups.change(id, { left: true });
        return 'done';
      });
    },
    rename: (id, subject) => queue(id, 'rename a group', metadata.setting(id, { subject }, ask)),
    setIcon: (id, icon) => queue(id, 'set a picture', metadata.setting(id, { icon }, ask)),
    endEncryption(address) {
      queue(address, 'end encryption', async () => {
        const group = encryption.groupWith(address);
        if (!group || group.ended) return 'done';
        return (await encryption.change(address, { end: true })) === 'later' ? 'later' : 'done';
      });
    },
  };
}
