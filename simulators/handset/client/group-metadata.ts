import type { GroupData, GroupRequest } from '../../protocol/group-data.ts';
import { type GroupIcon, groupIcons } from '../model.ts';
import type { Encryption } from './encryption.ts';
import type { Groups } from './groups.ts';
import type { Attempt } from './outbox.ts';

/** A name or a picture. */
export type Metadatum = { readonly subject: string } | { readonly icon: GroupIcon };

type Ask = (id: string, request: GroupRequest, doing: string) => Promise<Attempt>;

/** Names and pictures of groups. */
export interface GroupMetadata {
  /** Sets one, for everybody. */
  set(id: string, metadatum: Metadatum, ask: Ask): Promise<Attempt>;
  /** The focus told of a group: what it keeps for its members may be new. */
  told(data: GroupData): void;
  /** Somebody has come into the group, who cannot open what was set before. */
  toNewcomers(id: string): Promise<void>;
}

const limitBytes = 512;

export function groupMetadata({ groups }: { readonly groups: Groups; readonly encryption: Encryption }): GroupMetadata {
  function show(id: string, kind: 'subject' | 'icon', value: Uint8Array): void {
    const text = Buffer.from(value.subarray(0, limitBytes)).toString();
    const icon = groupIcons.find((known) => known === text);
    if (kind === 'subject') groups.change(id, { subject: text });
    else if (icon) groups.change(id, { icon });
  }

  return {
    set(id, metadatum, ask) {
      const kind = 'subject' in metadatum ? 'subject' : 'icon';
      const value = Buffer.from('subject' in metadatum ? metadatum.subject : metadatum.icon);
      return ask(id, value.length === 0 ? { kind } : { kind, value }, `set the ${kind} of a group`);
    },
    told({ groupId, subject, icon }) {
      if (subject) show(groupId, 'subject', subject);
      if (icon) show(groupId, 'icon', icon);
    },
    toNewcomers: async () => {},
  };
}
