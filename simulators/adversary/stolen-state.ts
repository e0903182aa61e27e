import { unprotectApplication } from '../mls/engine/application-message.ts';
import { decodeEpoch } from '../mls/engine/epoch-codec.ts';
import { groupOf, stateOf } from '../mls/engine/group.ts';
import { deserializeGroup, messagesIn } from '../mls/engine/group-codec.ts';
import type { Epoch, Group } from '../mls/engine/port.ts';
import type { SignatureScheme } from '../mls/engine/signature-scheme.ts';
import { groupIdBytes } from '../mls/wire/group-id.ts';
import type { Ciphertext } from './overheard.ts';

/** A group's secrets as a thief finds them on a phone. */
export interface Snapshot {
  /** The engine's serialized group. */
  readonly group: Uint8Array;
  /** Retained epochs, in the engine's coding. */
  readonly retained: readonly Uint8Array[];
}

/** What can be made of a snapshot. */
export interface StolenState {
  readonly group: Group;
  /** Every set of message keys in it. */
  readonly epochs: readonly Epoch[];
}

/** Past every leaf there is: a thief is nobody's self, and uses a phone's own sending ratchet like any other. */
const nobody = 0xffff_ffff;

/** A thief wants the text and does not ask who signed it. */
const credulous: SignatureScheme = {
  generate: () => ({ publicKey: new Uint8Array(0), privateKey: new Uint8Array(0) }),
  sign: () => new Uint8Array(64),
  verify: () => true,
};

export function stolenState({ group: bytes, retained }: Snapshot): StolenState {
  const group = deserializeGroup(bytes);
  return { group, epochs: [...epochsIn(group), ...retained.map(decodeEpoch)] };
}

/** The message keys that lie open in a snapshot: what a thief in a hurry takes. */
export function openKeys({ group, retained }: Snapshot): readonly Epoch[] {
  return [messagesIn(group), ...retained.map(decodeEpoch)];
}

/** The message keys of a group, and those that the library's own state would still give. */
export function epochsIn(group: Group): readonly Epoch[] {
  const state = stateOf(group);
  return state.secretTree.length > 0 ? [group.messages, groupOf(state).messages] : [group.messages];
}

/** Whether the keys of the message's own epoch, as they are, open it. */
export function opens(epochs: readonly Epoch[], { epoch, bytes }: Ciphertext): boolean {
  return epochs.some(
    (stolen) => stolen.epoch === epoch && unprotectApplication({ ...stolen, ownLeaf: nobody }, bytes, credulous).ok,
  );
}

/** Whether any keys open it when they are taken for those of the message's group and epoch. */
export function opensRelabelled(epochs: readonly Epoch[], { groupId, epoch, bytes }: Ciphertext): boolean {
  return epochs.some(
    (stolen) =>
      unprotectApplication({ ...stolen, groupId: groupIdBytes(groupId), epoch, ownLeaf: nobody }, bytes, credulous).ok,
  );
}

/** Whose leaves are in the group: hex of their signature keys. Public, but nobody else holds it together. */
export function leafKeysIn({ group }: Snapshot): ReadonlySet<string> {
  const { ratchetTree } = stateOf(deserializeGroup(group));
  return new Set(
    ratchetTree.flatMap((node) =>
      node?.nodeType === 'leaf' ? [Buffer.from(node.leaf.signaturePublicKey).toString('hex')] : [],
    ),
  );
}

/** The key that others encrypt to a phone's own leaf with: a commit that leaves it out heals nothing. */
export function ownLeafKeyIn({ group }: Snapshot): string {
  const { ratchetTree, privatePath } = stateOf(deserializeGroup(group));
  const node = ratchetTree[privatePath.leafIndex * 2];
  return node?.nodeType === 'leaf' ? Buffer.from(node.leaf.hpkePublicKey).toString('hex') : '';
}
