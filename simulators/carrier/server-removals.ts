import { groupIdBytes } from '../mls/wire/group-id.ts';
import type { PublicGroup } from '../mls/wire/public-group.ts';
import { contentTypes, proposalTypes, protocolVersionMls10, wireFormats } from '../mls/wire/registry.ts';
import { opaque, uint16, uint32, uint64 } from '../mls/wire/writer.ts';

/**
 * What asks a group's members to remove leaves: one MLSMessage for each, a PublicMessage of an external sender with a
 * `server_remove` proposal. Whether RCC.16 writes it so is not known [N]. It is not signed, since the groups name no
 * external senders: members believe their own carrier, and commit the removal by value.
 */
export function serverRemovals({ groupId, epoch }: PublicGroup, leaves: readonly number[]): readonly Uint8Array[] {
  const externalSender = Uint8Array.of(2);
  return leaves.map((leaf) =>
    Buffer.concat([
      uint16(protocolVersionMls10),
      uint16(wireFormats.publicMessage),
      opaque(groupIdBytes(groupId)),
      uint64(epoch),
      externalSender,
      uint32(0),
      opaque(new Uint8Array(0)),
      Uint8Array.of(contentTypes.proposal),
      uint16(proposalTypes.serverRemove),
      uint32(leaf),
      opaque(new Uint8Array(0)),
    ]),
  );
}
