import type { JournalData } from '../kernel/journal/kinds.ts';
import type { Random } from '../kernel/random.ts';
import { decodeEpoch } from '../mls/engine/epoch-codec.ts';
import type { KeyPackageBundle } from '../mls/engine/port.ts';
import type { Installation, Victim } from './adversary.ts';
import type { Tell, Whose } from './attempt.ts';
import { type Loot, loot } from './loot.ts';
import type { Ciphertext, Overheard } from './overheard.ts';
import type { Pursuit } from './pursuit.ts';
import { openKeys, opens, ownLeafKeyIn, type Snapshot, stolenState } from './stolen-state.ts';
import { withheld } from './withheld.ts';

export interface BreakInOptions {
  readonly wire: Overheard;
  readonly chase: Pursuit;
  readonly tell: Tell;
  readonly clock: { now(): number };
  readonly retentionMs: number;
  readonly random: Random;
  readonly phone: string;
  readonly incarnation: number;
  readonly victim: Victim;
  /** What was on the phone before this installation. */
  readonly wiped: Wiped | undefined;
  /** Whether nobody was tried on this message yet: what everybody is tried on is tried once, however many read it. */
  isFirst(messageId: string): boolean;
  everybody(): Iterable<BreakIn>;
}

/** A place in a group's history. */
export interface Place {
  readonly era: number;
  readonly epoch: bigint;
}

/** All that was on a phone when it was wiped. */
export interface Wiped {
  readonly incarnation: number;
  readonly loot: Loot;
}

/** An adversary on one installation of a messaging app, looking at its state whenever something happens. */
export interface BreakIn extends Installation {
  readonly whose: Omit<Whose, 'state'>;
  /** E.164. */
  readonly msisdn: string;
  /** What its leaves are known by: hex of their signature key. */
  readonly leafKey: string;
  sent(messageId: string): boolean;
  /** The state now. */
  take(groupId: string): Snapshot | undefined;
  /** What was stolen before this installation last rotated its keys, if the message is of a later epoch. */
  beforeRotation(message: Ciphertext): Loot | undefined;
  /** What was stolen from the installation before this, if the message is to this one. */
  wiped(message: Ciphertext): Wiped | undefined;
  /** What was stolen before this installation was removed, if the message is of a later epoch. */
  beforeRemoval(message: Ciphertext): Loot | undefined;
  /** Others stand in an epoch of a group, and this installation has a leaf there, or none. */
  others(groupId: string, place: Place, present: boolean): void;
  /** The roster of a group has the owner of this phone on it now, or not since the group's `last` epoch. */
  rostered(groupId: string, last: Place | undefined): void;
  /** The client stands in another epoch now. */
  moved(epoch: Pick<JournalData['mls.epoch'], 'group_id' | 'era' | 'epoch' | 'by'>): void;
  /** The client made KeyPackages. */
  published(): void;
  /** Takes everything with it: also KeyPackages that were used up since, for whose keys come back. */
  loot(): Wiped;
  /** Tries again what was read earlier, and what has been kept back long enough. */
  revisit(): void;
}

interface Watched {
  /** Where this installation came into the group. */
  readonly joined: Place;
  /** Where it stands, and the state it had when it came there: with all keys of the epoch. */
  place: Place;
  atStart: Snapshot;
  rotation?: { readonly from: Place; readonly loot: Loot };
  /** Off the roster since the group was there: later epochs are not for this phone. */
  offRoster: Place | undefined;
  removal?: { readonly from: Place; readonly loot: Loot } | undefined;
  /** Read in this epoch. */
  read: Ciphertext[];
  readonly keptBack: { readonly message: Ciphertext; readonly dueMs: number }[];
}

/** How wrong a phone's clock may be, ms: it is what the phone goes by when it forgets. */
const clockErrorMs = 24 * 60 * 60 * 1000;
/** Messages and epochs that are tried again later, a group; ids of messages sent. */
const remembered = 64;
const keyPackagesKept = 512;

const notBefore = (a: Place, b: Place): boolean => a.era > b.era || (a.era === b.era && a.epoch >= b.epoch);

export function breakIn(options: BreakInOptions): BreakIn {
  const { wire, chase, tell, clock, victim, phone, incarnation, wiped } = options;
  const whose = { phone, incarnation };
  const groups = new Map<string, Watched>();
  const sent = new Set<string>();
  const keyPackages = new Map<string, KeyPackageBundle>();
  /** The message about to be opened, and whether the state before it opens it. */
  let control: { readonly messageId: string; readonly opened: boolean } | undefined;

  const opensNow = (snapshot: Snapshot | undefined, message: Ciphertext): boolean =>
    snapshot !== undefined && opens(openKeys(snapshot), message);

  /** Keeps back a message of the epoch that was left, if there is one. */
  function keepBack(groupId: string, watched: Watched, left: Place, now: Snapshot): void {
    const last = now.retained.at(-1);
    const epoch = last && decodeEpoch(last);
    if (epoch?.epoch !== left.epoch) return;
    const message = withheld(groupId, left.era, epoch, options.random);
    if (!message) return;
    watched.keptBack.push({ message, dueMs: clock.now() + options.retentionMs + clockErrorMs });
    if (watched.keptBack.length > remembered) watched.keptBack.shift();
    tell('forward-secrecy', { ...whose, state: 'before reading' }, message, opensNow(now, message));
  }

  /** An epoch has begun that is not for this phone: what it had before is kept. */
  function expelled(watched: Watched, groupId: string, place: Place): void {
    if (watched.removal || notBefore(watched.place, place)) return;
    const stolen = loot(new Map([[groupId, watched.atStart]]), [...keyPackages.values()], chase);
    watched.removal = { from: place, loot: stolen };
  }

  function revisit(groupId: string, watched: Watched): void {
    const due = watched.keptBack.filter(({ dueMs }) => dueMs <= clock.now());
    if (due.length === 0 && watched.read.length === 0) return;
    const now = victim.snapshot(groupId);
    const state = now && stolenState(now);
    const try_ = (message: Ciphertext, taken: Whose['state']): void =>
      tell('forward-secrecy', { ...whose, state: taken }, message, state !== undefined && opens(state.epochs, message));
    for (const message of watched.read) try_(message, 'after reading');
    for (const { message } of due) try_(message, 'retention over');
    watched.read = [];
    watched.keptBack.splice(0, due.length);
  }

  /** What must not be read by what was stolen at another time; the message's reader is the control. */
  function others(message: Ciphertext, opened: boolean): void {
    for (const other of options.everybody()) {
      const stale = other.beforeRotation(message);
      if (stale) {
        tell('post-compromise', { ...whose, state: 'before reading' }, message, opened);
        void stale
          .reads(message)
          .then((reads) => tell('post-compromise', { ...other.whose, state: 'before rotation' }, message, reads));
      }
      const removed = other.beforeRemoval(message);
      if (removed) {
        tell('removed', { ...whose, state: 'before reading' }, message, opened);
        void removed
          .reads(message)
          .then((reads) => tell('removed', { ...other.whose, state: 'before removal' }, message, reads));
      }
      const gone = other.wiped(message);
      if (gone) {
        const owner = { phone: other.whose.phone, incarnation: gone.incarnation };
        tell('removed', { ...whose, state: 'before reading' }, message, opened);
        void gone.loot.reads(message).then((reads) => tell('removed', { ...owner, state: 'wiped' }, message, reads));
      }
    }
  }

  return {
    whose,
    msisdn: victim.msisdn,
    leafKey: Buffer.from(victim.identityKey).toString('hex'),
    sent: (messageId) => sent.has(messageId),
    take: (groupId) => victim.snapshot(groupId),
    sealed(messageId) {
      sent.add(messageId);
      if (sent.size > remembered) sent.delete(sent.values().next().value ?? '');
    },
    opening(groupId, messageId) {
      const message = wire.ciphertext(messageId);
      control = message && { messageId, opened: opensNow(victim.snapshot(groupId), message) };
    },
    opened(groupId, messageId, read) {
      const message = wire.ciphertext(messageId);
      if (!read || !message || control?.messageId !== messageId) return;
      tell('forward-secrecy', { ...whose, state: 'before reading' }, message, control.opened);
      const first = options.isFirst(messageId);
      for (const other of options.everybody()) {
        const involved = other.whose.phone === phone || (first && other.sent(messageId));
        if (!involved) continue;
        const opened = opensNow(other.take(groupId), message);
        tell('forward-secrecy', { ...other.whose, state: 'after reading' }, message, opened);
      }
      if (first) others(message, control.opened);
      const watched = groups.get(groupId);
      watched?.read.push(message);
      if (watched && watched.read.length > remembered) watched.read.shift();
    },
    moved({ group_id: groupId, era, epoch, by }) {
      const now = victim.snapshot(groupId);
      if (!now) return;
      const place = { era, epoch: BigInt(epoch) };
      const watched = groups.get(groupId);
      if (!watched) {
        groups.set(groupId, { joined: place, place, atStart: now, offRoster: undefined, read: [], keptBack: [] });
        return;
      }
      if (
        by === 'own-commit' &&
        !notBefore(watched.place, place) &&
        ownLeafKeyIn(now) !== ownLeafKeyIn(watched.atStart)
      ) {
        watched.rotation = { from: place, loot: loot(new Map([[groupId, watched.atStart]]), [], chase) };
      }
      revisit(groupId, watched);
      keepBack(groupId, watched, watched.place, now);
      if (!watched.offRoster) watched.removal = undefined;
      else if (!notBefore(watched.offRoster, place)) expelled(watched, groupId, place);
      watched.place = place;
      watched.atStart = now;
    },
    others(groupId, place, present) {
      const watched = groups.get(groupId);
      if (!watched) return;
      if (present && !watched.offRoster) watched.removal = undefined;
      else expelled(watched, groupId, place);
    },
    rostered(groupId, last) {
      const watched = groups.get(groupId);
      if (watched) watched.offRoster = last;
    },
    beforeRemoval(message) {
      const removal = groups.get(message.groupId)?.removal;
      return removal && notBefore(message, removal.from) ? removal.loot : undefined;
    },
    beforeRotation(message) {
      const rotation = groups.get(message.groupId)?.rotation;
      return rotation && notBefore(message, rotation.from) ? rotation.loot : undefined;
    },
    wiped(message) {
      const watched = groups.get(message.groupId);
      return wiped && watched && notBefore(message, watched.joined) ? wiped : undefined;
    },
    published() {
      for (const bundle of victim.keyPackageSecrets()) keyPackages.set(bundle.initKeyHash, bundle);
      for (const hash of keyPackages.keys()) {
        if (keyPackages.size <= keyPackagesKept) break;
        keyPackages.delete(hash);
      }
    },
    loot() {
      const all = new Map<string, Snapshot>();
      for (const groupId of groups.keys()) {
        const snapshot = victim.snapshot(groupId);
        if (snapshot) all.set(groupId, snapshot);
      }
      return { incarnation, loot: loot(all, [...keyPackages.values()], chase) };
    },
    revisit() {
      for (const [groupId, watched] of groups) revisit(groupId, watched);
    },
  };
}
