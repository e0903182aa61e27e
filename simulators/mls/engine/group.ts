import { isDeepStrictEqual } from 'node:util';
import type { ClientState } from 'ts-mls/clientState.js';
import { extensionTypeToNumber } from 'ts-mls/extension.js';
import { encodeGroupContext } from 'ts-mls/groupContext.js';
import type { LeafNode } from 'ts-mls/leafNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { extensionTypes } from '../wire/registry.ts';
import { internedTree } from './interned-tree.ts';
import { ownState } from './own-bytes.ts';
import type { Authentication, Epoch, EpochLeaf, Group, Member } from './port.ts';
import { authenticationOf, wireCredential } from './profile.ts';
import { newRatchet } from './ratchet.ts';

/** The library's part of a group. Only this engine makes groups, and it always puts this in. */
export function stateOf(group: Group): ClientState {
  return group.internal as ClientState;
}

/** Whom a leaf belongs to. The engine lets nobody in whose credential says nothing. */
function memberAt(leafIndex: number, leaf: LeafNode, authentication: Authentication): Member {
  const { signaturePublicKey: signatureKey } = leaf;
  const credential = wireCredential(leaf.credential);
  const known = credential && authentication.authenticate(credential, signatureKey);
  if (!known?.ok) return { leafIndex, uri: '', signatureKey };
  const { uri, device, notAfterMs } = known;
  return {
    ...{ leafIndex, uri, signatureKey },
    ...(device !== undefined && { device }),
    ...(notAfterMs !== undefined && { notAfterMs }),
  };
}

type Leaves = readonly (Member | undefined)[];

/** Of one tree, for each who decides on credentials: members of a group in one process share their trees. */
const readLeaves = new WeakMap<RatchetTree, WeakMap<Authentication, Leaves>>();
/** The latest decisions about a tree. */
const decided = new WeakMap<RatchetTree, Leaves>();

/** What one decides on a tree, which most decide alike: then it is kept once. Everybody decides by himself all the same. */
function shared(tree: RatchetTree, leaves: Leaves): Leaves {
  const before = decided.get(tree);
  if (before && isDeepStrictEqual(before, leaves)) return before;
  decided.set(tree, leaves);
  return leaves;
}

/** Leaves, by leaf index: every second node of the tree. */
function leavesOf({ ratchetTree, clientConfig }: ClientState): Leaves {
  const authentication = authenticationOf(clientConfig);
  const before = readLeaves.get(ratchetTree) ?? new WeakMap<Authentication, Leaves>();
  readLeaves.set(ratchetTree, before);
  const known = before.get(authentication) ?? shared(ratchetTree, leavesIn(ratchetTree, authentication));
  before.set(authentication, known);
  return known;
}

function leavesIn(ratchetTree: RatchetTree, authentication: Authentication): Leaves {
  return ratchetTree
    .filter((_, nodeIndex) => nodeIndex % 2 === 0)
    .map((node, leafIndex) => (node?.nodeType === 'leaf' ? memberAt(leafIndex, node.leaf, authentication) : undefined));
}

function eraOf(state: ClientState): number | undefined {
  const era = state.groupContext.extensions.find(({ extensionType }) => extensionType === extensionTypes.era);
  if (era?.extensionData.length !== 4) return undefined;
  return new DataView(era.extensionData.buffer, era.extensionData.byteOffset).getUint32(0);
}

/** A state as it is kept: what is public once in a process, and nothing else that a message brought. */
function held(state: ClientState): ClientState {
  return { ...ownState(state), ratchetTree: internedTree(state.ratchetTree) };
}

/**
 * Takes the application ratchets out of the library's state, where skipped generations would keep the secret they came
 * from, and forgets the library's own idea of past epochs and its handshake ratchets, which nothing uses: handshake
 * messages are public.
 */
export function groupOf(given: ClientState): Group {
  const state = held(given);
  const leaves = leavesOf(state).map((member, leafIndex): EpochLeaf | undefined => {
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

export function groupWith(given: ClientState, messages: Epoch): Group {
  const state = held(given);
  const extensions = new Map(
    state.groupContext.extensions.map(({ extensionType, extensionData }) => [
      extensionTypeToNumber(extensionType),
      extensionData,
    ]),
  );
  return {
    groupId: state.groupContext.groupId,
    era: eraOf(state),
    epoch: state.groupContext.epoch,
    epochAuthenticator: state.keySchedule.epochAuthenticator,
    ownLeaf: state.privatePath.leafIndex,
    members: leavesOf(state).filter((member) => member !== undefined),
    ended: extensions.has(extensionTypes.endMls),
    extensions,
    pendingProposals: Object.keys(state.unappliedProposals).length,
    messages,
    internal: state,
  };
}
