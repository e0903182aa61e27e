import { findExtension } from '../mls/wire/extension.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import { extensionTypes } from '../mls/wire/registry.ts';
import type { ControlMessage } from './control-message.ts';

/** Pairs of subscribers whose 1:1 group was ended, as far as this carrier saw it. Survives a reboot. */
export interface EndedPairs {
  /** Whether MLS was ended in the last group of the two. */
  has(pair: readonly string[]): boolean;
  /** A commit of a group of the two was accepted, here or elsewhere. @param ended nothing when that cannot be told */
  accepted(pair: readonly string[], groupId: string, ended: boolean | undefined): void;
}

export function endedPairs(): EndedPairs {
  const groups = new Map<string, string>();
  const key = (pair: readonly string[]): string => pair.toSorted().join(' ');
  return {
    has: (pair) => groups.has(key(pair)),
    accepted(pair, groupId, ended) {
      if (ended) groups.set(key(pair), groupId);
      else if (ended === false && groups.get(key(pair)) === groupId) groups.delete(key(pair));
    },
  };
}

/** Whether MLS is ended in the epoch that a commit leads to, by what is public of it; nothing when it does not tell. */
export function leadsToEnd({ message, groupInfo }: ControlMessage): boolean | undefined {
  const told = groupInfo && parseMlsMessage(groupInfo);
  if (told?.ok && told.value.wireFormat === 'group-info')
    return findExtension(told.value.groupContext.extensions, extensionTypes.endMls) !== undefined;
  if (message.content.type !== 'commit') return undefined;
  for (const proposal of message.content.commit.proposals)
    if (proposal.type === 'group-context-extensions')
      return findExtension(proposal.extensions, extensionTypes.endMls) !== undefined;
  return undefined;
}
