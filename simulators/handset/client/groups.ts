import type { GroupData } from '../../protocol/group-data.ts';
import type { GroupIcon, GroupNotice } from '../model.ts';

/** A notice without names: they are the screen's business. */
export type Notice = Pick<GroupNotice, 'atMs' | 'what' | 'afterMessages'> & {
  /** MSISDN; nothing where the carrier did it. */
  readonly by?: string;
  /** MSISDNs. */
  readonly whom: readonly string[];
};

/** What a phone knows of a group of more than two. */
export interface GroupRecord {
  readonly id: string;
  /** The carrier that hosts its conference. */
  readonly carrier: string;
  /** Of the last group data; -1 before any came. */
  readonly version: number;
  /** MSISDNs, the phone's own while it takes part. */
  readonly members: readonly string[];
  readonly left: boolean;
  /** By the clock's uptime. */
  readonly knownSinceMs: number;
  /**
   * `undecided`: whoever created it may still be gathering keys. `plain`: somebody had none, or nobody made it in time;
   * it does not become encrypted by itself.
   */
  readonly encryption: 'undecided' | 'encrypted' | 'plain' | 'ended';
  readonly subject: string;
  /** The focus has told of a subject. */
  readonly named: boolean;
  readonly icon?: GroupIcon;
  readonly notices: readonly Notice[];
}

/** Notices kept of a group: older ones are forgotten. */
const maximumNotices = 200;
/** Groups known: more are not taken. */
const maximumGroups = 512;

/** The groups on a phone. They survive restarts of the app and are lost with a reinstallation. */
export interface Groups {
  get(id: string): GroupRecord | undefined;
  all(): readonly GroupRecord[];
  /** Learns of a group; false when it is known already, or there are too many. */
  learn(record: Pick<GroupRecord, 'id' | 'carrier' | 'members' | 'knownSinceMs'>): boolean;
  change(id: string, change: Partial<Omit<GroupRecord, 'id' | 'notices'>>): void;
  notice(id: string, notice: Notice): void;
  /** Takes what the conference focus tells; false for what is older than what is known. */
  told(
    data: GroupData,
    carrier: string,
    at: { readonly nowMs: number; readonly uptimeMs: number; readonly afterMessages: number },
  ): boolean;
}

const whatHappened = {
  created: 'created',
  added: 'added',
  removed: 'removed',
  left: 'left',
  subject: 'renamed',
  icon: 'icon-changed',
} as const;

/** What happened before anybody could say anything. */
const beginnings: readonly Notice['what'][] = ['created', 'encryption-on'];

/** Whoever creates a group gives it its name in the same breath: that is how it began, and nothing was renamed. */
const isBeginning = ({ named, notices }: GroupRecord, by: string | undefined, afterMessages: number): boolean =>
  !named &&
  afterMessages === 0 &&
  notices.every(({ what }) => beginnings.includes(what)) &&
  notices.some(({ what, by: creator }) => what === 'created' && creator === by);

/** @param msisdn the phone's own */
export function groups(msisdn: string): Groups {
  const records = new Map<string, GroupRecord>();

  function learn(record: Pick<GroupRecord, 'id' | 'carrier' | 'members' | 'knownSinceMs'>): boolean {
    if (records.has(record.id) || records.size >= maximumGroups) return false;
    records.set(record.id, {
      version: -1,
      left: false,
      encryption: 'undecided',
      subject: '',
      named: false,
      notices: [],
      ...record,
    });
    return true;
  }

  function change(id: string, changed: Partial<GroupRecord>): void {
    const known = records.get(id);
    if (known) records.set(id, { ...known, ...changed });
  }

  function notice(id: string, said: Notice): void {
    const known = records.get(id);
    if (known) records.set(id, { ...known, notices: [...known.notices, said].slice(-maximumNotices) });
  }

  return {
    get: (id) => records.get(id),
    all: () => [...records.values()],
    learn,
    change,
    notice,
    told({ groupId, version, change: happened, members }, carrier, { nowMs, uptimeMs, afterMessages }) {
      learn({ id: groupId, carrier, members, knownSinceMs: uptimeMs });
      const known = records.get(groupId);
      if (!known || version <= known.version) return false;
      change(groupId, { carrier, version, members, left: !members.includes(msisdn) });
      const { kind, by, members: whom } = happened;
      if (kind === 'subject') {
        change(groupId, { named: true });
        if (isBeginning(known, by, afterMessages)) return true;
      }
      notice(groupId, { atMs: nowMs, what: whatHappened[kind], whom, afterMessages, ...(by !== undefined && { by }) });
      return true;
    },
  };
}
