import type { Proposal } from 'ts-mls/proposal.js';
import { extensionTypes, metadataExtensionTypes, proposalTypes } from '../wire/registry.ts';
import { uint32 } from '../wire/writer.ts';
import { stateOf } from './group.ts';
import { usableKeyPackage } from './key-package.ts';
import { type Authentication, type Changes, type Group, MlsUsageError } from './port.ts';

/**
 * What the `end_mls` extension holds in RCC.16 v3.0. That a proposal of the same name holds the same is inferred [I].
 */
export const endMlsData: Uint8Array = Uint8Array.from(Buffer.from('end_mls'));

/** The GroupContextExtensions proposal that changes call for, when they do: it always lists all extensions. */
function contextChange(group: Group, { end, extensions = [] }: Changes): Proposal[] {
  if (end === undefined && extensions.length === 0) return [];
  if (end === true && group.ended) throw new MlsUsageError('MLS was ended in this group already');
  if (end === 'revive' && !group.ended) throw new MlsUsageError('MLS was not ended in this group');
  const foreign = extensions.find(({ type }) => !metadataExtensionTypes.includes(type));
  if (foreign) throw new MlsUsageError(`extension ${foreign.type} is none of a group's icon or subject`);
  const replaced = new Set<number | string>(extensions.map(({ type }) => type));
  if (end) replaced.add(extensionTypes.endMls);
  const kept = stateOf(group).groupContext.extensions.filter(({ extensionType }) => !replaced.has(extensionType));
  const set = extensions.map(({ type, data }) => ({ extensionType: type, extensionData: data }));
  const ended = end === true ? [{ extensionType: extensionTypes.endMls, extensionData: endMlsData }] : [];
  return [
    {
      proposalType: 'group_context_extensions',
      groupContextExtensions: { extensions: [...kept, ...set, ...ended] },
    },
  ];
}

/** The proposals by value of a commit. @throws MlsUsageError for changes that cannot be made */
export function proposalsOf(
  group: Group,
  changes: Changes,
  cipherSuite: number,
  authentication: Authentication,
  nowMs: number,
): Proposal[] {
  const { add = [], remove = [], serverRemove = [], proposals = [] } = changes;
  // Who removes itself and is expelled as well is removed once (RFC 9420 section 12.2).
  const leaving = new Set(
    Object.values(stateOf(group).unappliedProposals)
      .filter(({ proposal }) => proposals.length > 0 && proposal.proposalType === proposalTypes.selfRemove)
      .map(({ senderLeafIndex }) => senderLeafIndex),
  );
  return [
    ...remove.map((removed): Proposal => ({ proposalType: 'remove', remove: { removed } })),
    ...serverRemove
      .filter((leafIndex) => !leaving.has(leafIndex))
      .map((leafIndex): Proposal => {
        return { proposalType: proposalTypes.serverRemove, proposalData: uint32(leafIndex) };
      }),
    ...add.map((bytes): Proposal => {
      return { proposalType: 'add', add: { keyPackage: usableKeyPackage(bytes, cipherSuite, authentication, nowMs) } };
    }),
    ...contextChange(group, changes),
  ];
}
