import type { JournalData } from '../kernel/journal/kinds.ts';
import type { BreakIn, Place } from './break-in.ts';
import { firstOnly } from './first-only.ts';
import { leafKeysIn } from './stolen-state.ts';

type Epoch = JournalData['mls.epoch'];

/** Who is a member of which group, and who was: by their leaves, and by the roster of who hosts the group. */
export interface Memberships {
  /** A client stands in another epoch, and its phone was looked into. */
  moved(phone: BreakIn | undefined, epoch: Epoch): void;
  rostered(change: JournalData['carrier.group']): void;
}

/** Groups whose size is remembered. */
const remembered = 1024;

function remember<V>(kept: Map<string, V>, groupId: string, value: V): void {
  kept.delete(groupId);
  kept.set(groupId, value);
  if (kept.size > remembered) kept.delete(kept.keys().next().value ?? '');
}

export function watchMemberships(everybody: () => Iterable<BreakIn>): Memberships {
  const isFirst = firstOnly();
  const sizes = new Map<string, number>();
  /** The latest epoch of each group that anybody stood in. */
  const latest = new Map<string, Place>();

  return {
    moved(phone, { group_id: groupId, era, epoch, members }) {
      const before = sizes.get(groupId) ?? 0;
      if (!phone || !isFirst(`${groupId} ${era} ${epoch}`)) return;
      const place = { era, epoch: BigInt(epoch) };
      remember(latest, groupId, place);
      remember(sizes, groupId, members);
      // Two who stay two: nobody can have gone but by losing its state.
      if (members <= 2 && before <= 2) return;
      const now = phone.take(groupId);
      if (!now) return;
      const keys = leafKeysIn(now);
      for (const other of everybody()) if (other !== phone) other.others(groupId, place, keys.has(other.leafKey));
    },
    rostered({ group_id: groupId, change, affected }) {
      if (change === 'subject' || change === 'icon') return;
      const out = change === 'removed' || change === 'left';
      for (const phone of everybody())
        if (affected.includes(phone.msisdn)) phone.rostered(groupId, out ? latest.get(groupId) : undefined);
    },
  };
}
