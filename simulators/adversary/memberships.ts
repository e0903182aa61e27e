import type { JournalData } from '../kernel/journal/kinds.ts';
import type { BreakIn } from './break-in.ts';
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

export function watchMemberships(everybody: () => Iterable<BreakIn>): Memberships {
  const isFirst = firstOnly();
  const sizes = new Map<string, number>();

  return {
    moved(phone, { group_id: groupId, era, epoch, members }) {
      const before = sizes.get(groupId) ?? 0;
      if (!phone || !isFirst(`${groupId} ${era} ${epoch}`)) return;
      sizes.delete(groupId);
      sizes.set(groupId, members);
      if (sizes.size > remembered) sizes.delete(sizes.keys().next().value ?? '');
      // Two who stay two: nobody can have gone but by losing its state.
      if (members <= 2 && before <= 2) return;
      const now = phone.take(groupId);
      if (!now) return;
      const keys = leafKeysIn(now);
      const place = { era, epoch: BigInt(epoch) };
      for (const other of everybody()) if (other !== phone) other.others(groupId, place, keys.has(other.leafKey));
    },
    rostered({ group_id: groupId, change, affected }) {
      if (change === 'subject' || change === 'icon') return;
      const out = change === 'removed' || change === 'left';
      for (const phone of everybody()) if (affected.includes(phone.msisdn)) phone.rostered(groupId, !out);
    },
  };
}
