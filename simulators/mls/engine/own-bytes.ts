import type { ClientState } from 'ts-mls/clientState.js';
import type { Extension } from 'ts-mls/extension.js';

/**
 * Bytes that stand by themselves. What a decoder gives are views into the message that it read, and a view of 32 bytes
 * keeps the whole message: of a Welcome, the tree of everybody.
 */
export function own(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
}

const ownExtension = (extension: Extension): Extension => ({
  ...extension,
  extensionData: own(extension.extensionData),
});

/** Of secrets by their names. */
function ownEach<T extends { [Name in keyof T]: Uint8Array }>(all: T): T {
  const entries = Object.entries<Uint8Array>(all).map(([name, bytes]) => [name, own(bytes)]);
  return Object.fromEntries(entries) as T; // the same names
}

/** A group's state whose secrets and context keep nothing else alive. The tree is left alone: a process has it once. */
export function ownState(state: ClientState): ClientState {
  const { groupContext, keySchedule, privatePath } = state;
  const { groupId, treeHash, confirmedTranscriptHash, extensions } = groupContext;
  return {
    ...state,
    groupContext: {
      ...groupContext,
      groupId: own(groupId),
      treeHash: own(treeHash),
      confirmedTranscriptHash: own(confirmedTranscriptHash),
      extensions: extensions.map(ownExtension),
    },
    keySchedule: ownEach(keySchedule),
    privatePath: { ...privatePath, privateKeys: ownEach(privatePath.privateKeys) },
    signaturePrivateKey: own(state.signaturePrivateKey),
    confirmationTag: own(state.confirmationTag),
  };
}
