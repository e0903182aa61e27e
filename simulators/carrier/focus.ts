import { groupIdText } from '../mls/wire/group-id.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import type { PublicGroup } from '../mls/wire/public-group.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import { type ControlMessage, readControl } from './control-message.ts';
import { endedPairs, leadsToEnd } from './ended-pairs.ts';
import type { FocusFaults } from './focus-faults.ts';
import { createFocusGroups, type FocusDecision } from './focus-groups.ts';
import { mlsRefusal, type Refusal } from './refusal.ts';
import type { Device } from './subscribers.ts';

type Decided = Exclude<FocusDecision, { kind: 'refused' }>;

/** What becomes of a control message. */
export type Ordering =
  /** The focus is here and said yes. */
  | { readonly accepted: true; readonly control: ControlMessage; readonly decision: Decided }
  | { readonly accepted: false; readonly refusal: Refusal }
  /** The focus is, or may be, at another carrier. */
  | { readonly askCarrier: string };

/** A carrier's Conversation Focus (RCC.16), and what it knows of the focuses of others. */
export interface Focus {
  /**
   * Puts a commit or proposal of a 1:1 in order.
   * @param origin `phone`: one of this carrier's own, which may also create a group; `carrier`: asked by another one
   */
  order(message: CarriedMessage, origin: 'phone' | 'carrier'): Ordering;
  /** The same in a group that this carrier hosts. */
  orderInGroup(message: CarriedMessage, members: readonly string[]): Exclude<Ordering, { askCarrier: string }>;
  /** Another carrier accepted this commit: it is the group's focus. Gives why it cannot be. */
  yieldTo(carrier: string, message: CarriedMessage): Refusal | undefined;
  /** Another carrier, which was asked, accepted this message of one of our phones. */
  relayed(message: CarriedMessage): void;
  /** A ciphertext passed by: its headers tell where its sender stands. */
  witness(message: CarriedMessage): void;
  /** What is public of an MLS group whose focus is here. */
  group(groupId: string): PublicGroup | undefined;
  /** The two of a 1:1 whose focus is here. */
  pair(groupId: string): readonly string[] | undefined;
  /** The carrier whose focus keeps a 1:1 that is not kept here. */
  elsewhere(groupId: string): string | undefined;
  expel(groupId: string, msisdn: string): readonly number[];
  expelDevice(device: Pick<Device, 'msisdn' | 'imei'>): ReadonlyMap<string, readonly number[]>;
  missed(groupId: string, era: number, epoch: bigint): readonly Uint8Array[] | undefined;
}

export interface FocusOptions {
  readonly context: CarrierContext;
  readonly faults: FocusFaults;
  /** The devices of a subscriber that others can add to a group now; none of another carrier's, which this one cannot know. */
  readonly devicesOf: (msisdn: string) => readonly string[];
}

export function createFocus({ context, faults, devicesOf }: FocusOptions): Focus {
  const { name, clock, journal, interconnect } = context;
  const groups = createFocusGroups({ clock, faults, knowledge: () => ({ devicesOf, roots: interconnect.roots() }) });
  const elsewhere = new Map<string, string>();
  /** The two of each of those. */
  const pairsElsewhere = new Map<string, readonly string[]>();
  const ended = endedPairs();

  function verdict(control: ControlMessage, members: readonly string[], fixed: boolean): FocusDecision {
    if (!context.e2ee()) return { kind: 'refused', reason: 'encryption-not-available' };
    // Two whose encryption was ended do not get it back by another group: one of them would not know.
    const another = fixed && !groups.get(control.groupId) && control.message.content.type === 'commit';
    if (another && ended.has(members)) return { kind: 'refused', reason: 'mls-group-has-end-mls' };
    return groups.decide(control, { members, fixed });
  }

  function decide(control: ControlMessage, members: readonly string[], fixed: boolean) {
    const decision = verdict(control, members, fixed);
    if (fixed && decision.kind === 'commit')
      ended.accepted(members, control.groupId, groups.get(control.groupId)?.ended);
    if (decision.kind === 'repeated') return { accepted: true, control, decision } as const;
    const accepted = decision.kind !== 'refused';
    journal.append('carrier.commit', {
      carrier: name,
      group_id: control.groupId,
      from: control.from,
      era: control.era,
      epoch: Number(control.message.epoch),
      accepted,
      reason: accepted ? null : decision.reason,
      ...(accepted && { verified: decision.verified }),
      ...(!accepted && decision.detail !== undefined && { detail: decision.detail }),
      ...(control.message.content.type === 'proposal' && { proposal: control.message.content.proposal.type }),
    });
    if (decision.kind === 'refused') return { accepted: false, refusal: mlsRefusal(decision.reason) } as const;
    return { accepted: true, control, decision } as const;
  }

  return {
    order(message, origin) {
      const control = readControl(message);
      if (typeof control === 'string') return { accepted: false, refusal: mlsRefusal(control) };
      const { groupId } = control;
      const { from, to } = message;
      const pair = groups.pair(groupId);
      const stranger: Ordering = { accepted: false, refusal: mlsRefusal('mismatched-rcs-group-state') };
      if (pair) return pair.includes(from) && pair.includes(to) ? decide(control, pair, true) : stranger;
      if (groups.get(groupId)) return stranger; // a group's commits go to the group
      const unknown: Ordering = { accepted: false, refusal: mlsRefusal('mls-group-not-found') };
      if (origin === 'carrier') return unknown;
      const known = elsewhere.get(groupId);
      if (known !== undefined) return { askCarrier: known };
      if (control.message.epoch === 0n && control.message.content.type === 'commit')
        return decide(control, [from, to], true);
      const other = interconnect.ownerOf(to);
      return other === undefined || other === name ? unknown : { askCarrier: other };
    },
    orderInGroup(message, members) {
      const control = readControl(message);
      if (typeof control === 'string') return { accepted: false, refusal: mlsRefusal(control) };
      if (control.groupId !== message.group?.id)
        return { accepted: false, refusal: mlsRefusal('mismatched-rcs-group-state') };
      return decide(control, members, false);
    },
    yieldTo(carrier, message) {
      const control = readControl(message);
      if (typeof control === 'string') return mlsRefusal(control);
      const { groupId } = control;
      const known = groups.pair(groupId) ?? pairsElsewhere.get(groupId);
      if (known ? !known.includes(message.from) || !known.includes(message.to) : groups.get(groupId))
        return mlsRefusal('mismatched-rcs-group-state'); // others' group: another carrier's subscriber takes no id over
      // Created on both sides at once: the first name in the alphabet keeps it, whoever hears of it first.
      if (groups.get(groupId) && name < carrier) return mlsRefusal('mismatched-rcs-group-state');
      groups.forget(groupId);
      elsewhere.set(groupId, carrier);
      const pair = pairsElsewhere.get(groupId) ?? [message.from, message.to];
      pairsElsewhere.set(groupId, pair);
      ended.accepted(pair, groupId, leadsToEnd(control));
      return undefined;
    },
    relayed(message) {
      const control = readControl(message);
      if (typeof control === 'string') return;
      const { groupId } = control;
      ended.accepted(pairsElsewhere.get(groupId) ?? [message.from, message.to], groupId, leadsToEnd(control));
    },
    witness(message) {
      const { era, epochAuthenticator } = message;
      if (era === undefined || epochAuthenticator === undefined) return;
      const parsed = parseMlsMessage(message.content);
      if (!parsed.ok || parsed.value.wireFormat !== 'private-message') return;
      const { groupId, epoch } = parsed.value;
      groups.witness(groupIdText(groupId), message, { groupId, era, epoch, epochAuthenticator });
    },
    group: (groupId) => groups.get(groupId),
    pair: (groupId) => groups.pair(groupId),
    elsewhere: (groupId) => elsewhere.get(groupId),
    expel: (groupId, msisdn) => groups.expel(groupId, msisdn),
    expelDevice: (device) => groups.expelDevice(device),
    missed: (groupId, era, epoch) => groups.missed(groupId, era, epoch),
  };
}
