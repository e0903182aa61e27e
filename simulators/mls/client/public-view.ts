import { parseMlsMessage } from '../wire/mls-message.ts';
import { readPublicTree } from '../wire/public-tree.ts';

/**
 * The leaf that a device has in the group of a GroupInfo, from before it lost its state; nothing when it has none. A leaf
 * whose credential tells no device is its owner's only one.
 */
export function ownOldLeaf(groupInfo: Uint8Array, msisdn: string, device: string | undefined): number | undefined {
  const message = parseMlsMessage(groupInfo);
  if (!message.ok || message.value.wireFormat !== 'group-info') return undefined;
  const tree = readPublicTree(message.value);
  if (!tree.ok) return undefined;
  const leaf = tree.value.findIndex(
    (each) => each?.msisdn === msisdn && (each.device === undefined || each.device === device),
  );
  return leaf === -1 ? undefined : leaf;
}

/** The leaf that a focus asks the members to remove; nothing for any other message. */
export function expelledLeaf(bytes: Uint8Array): number | undefined {
  const message = parseMlsMessage(bytes);
  if (!message.ok || message.value.wireFormat !== 'public-message') return undefined;
  const { sender, content } = message.value;
  if (sender.type !== 'external' || content.type !== 'proposal') return undefined;
  return content.proposal.type === 'server-remove' ? content.proposal.leafIndex : undefined;
}
