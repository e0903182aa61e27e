import type { GroupView, MlsClient } from '../../mls/client/client.ts';
import { type Address, isGroupAddress } from './address.ts';
import type { EncryptionOptions } from './encryption.ts';

/** Which MLS groups serve which conversations. */
export interface ConversationGroups {
  /** By address; with two (both sides began at once) the one that sorts first is used by both. */
  readonly groups: Map<Address, Set<string>>;
  groupWith(address: Address): GroupView | undefined;
  addressOf(groupId: string): Address | undefined;
  others(groupId: string): readonly string[] | undefined;
  learn(address: Address, groupId: string): void;
}

export function conversationGroups(
  mls: MlsClient,
  options: Pick<EncryptionOptions, 'msisdn' | 'onMembers'>,
): ConversationGroups {
  const groups = new Map<Address, Set<string>>();

  /** Everybody in a group that is held, but the owner of this phone. */
  function others(groupId: string): readonly string[] | undefined {
    const group = mls.group(groupId);
    return group && [...new Set(group.members)].filter((member) => member !== options.msisdn);
  }

  function groupWith(address: Address): GroupView | undefined {
    if (isGroupAddress(address)) return mls.group(address);
    const ids = [...(groups.get(address) ?? [])].sort();
    for (const id of ids) {
      const group = mls.group(id);
      if (group) return group;
    }
    return undefined;
  }

  function addressOf(groupId: string): Address | undefined {
    for (const [address, ids] of groups) if (ids.has(groupId)) return address;
    return undefined;
  }

  function learn(address: Address, groupId: string): void {
    const known = groups.get(address) ?? new Set();
    groups.set(address, known.add(groupId));
    options.onMembers(address, [...new Set(mls.group(groupId)?.members ?? [])]);
  }

  return { groups, groupWith, addressOf, others, learn };
}
