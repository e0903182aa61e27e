import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { digits } from './roster.ts';

/** Which conversation somebody wrote in or looked at, as another phone would say it. */
export interface Conversation {
  readonly group: boolean;
  /** Everybody in it, the phone's owner too. */
  readonly party: string;
  /** One of them in common: it is the same. A group may have got another title, or other members, but not both at once. */
  readonly keys: readonly string[];
}

/** @param own the number of the phone that typed or showed it */
export function conversationOf(
  { peer, group }: Pick<JournalData['ui.sent' | 'ui.shown'], 'peer' | 'group'>,
  own: string | undefined,
): Conversation {
  const party = [own ?? '', ...(group?.members ?? [peer])].map(digits).toSorted().join(' ');
  if (group === undefined) return { group: false, party, keys: [party] };
  return { group: true, party, keys: [`group of ${party}`, `group called ${group.title}`] };
}
