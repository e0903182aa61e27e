import type { ClientState } from 'ts-mls/clientState.js';
import { encodeGroupContext } from 'ts-mls/groupContext.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { extensionTypes } from '../wire/registry.ts';
import type { Epoch, EpochLeaf, Group, Member } from './port.ts';
import { uriOf } from './profile.ts';
import { newRatchet } from './ratchet.ts';

/** The library's part of a group. Only this engine makes groups, and it always puts this in. */
export function stateOf(group: Group): ClientState {
  return group.internal as ClientState;
}

/** Leaves, by leaf index: every second node of the tree. */
function leavesOf(tree: RatchetTree): (Member | undefined)[] {
  return tree
    .filter((_, nodeIndex) => nodeIndex % 2 === 0)
    .map((node, leafIndex) => {
      if (node?.nodeType !== 'leaf') return undefined;
      return { leafIndex, uri: uriOf(node.leaf.credential) ?? '', signatureKey: node.leaf.signaturePublicKey };
    });
}

function eraOf(state: ClientState): number | undefined {
  const era = state.groupContext.extensions.find(({ extensionType }) => extensionType === extensionTypes.era);
  if (era?.extensionData.length !== 4) return undefined;
  return new DataView(era.extensionData.buffer, era.extensionData.byteOffset).getUint32(0);
}

/**
 * Takes the application ratchets out of the library's state, where skipped generations would keep the secret they came
 * from, and forgets the library's own idea of past epochs and its handshake ratchets, which nothing uses: handshake
 * messages are public.
 */
export function groupOf(state: ClientState): Group {
  const leaves = leavesOf(state.ratchetTree).map((member, leafIndex): EpochLeaf | undefined => {
    const secret = state.secretTree[2 * leafIndex]?.application.secret;
    return member && { uri: member.uri, signatureKey: member.signatureKey, ratchet: secret && newRatchet(secret) };
  });
  return groupWith(
    { ...state, secretTree: [], historicalReceiverData: new Map() },
    {
      groupId: state.groupContext.groupId,
      epoch: state.groupContext.epoch,
      ownLeaf: state.privatePath.leafIndex,
      context: encodeGroupContext(state.groupContext),
      senderDataSecret: state.keySchedule.senderDataSecret,
      leaves,
    },
  );
}

export function groupWith(state: ClientState, messages: Epoch): Group {
  return {
    groupId: state.groupContext.groupId,
    era: eraOf(state),
    epoch: state.groupContext.epoch,
    epochAuthenticator: state.keySchedule.epochAuthenticator,
    ownLeaf: state.privatePath.leafIndex,
    members: leavesOf(state.ratchetTree).filter((member) => member !== undefined),
    messages,
    internal: state,
  };
}
