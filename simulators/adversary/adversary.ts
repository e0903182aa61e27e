import { seededCrypto } from '../crypto/seeded-provider.ts';
import type { SimulationLicence } from '../crypto/simulation-licence.ts';
import type { JournalData } from '../kernel/journal/kinds.ts';
import type { Random } from '../kernel/random.ts';
import { cipherSuite } from '../mls/engine/cipher-suite.ts';
import { createMlsEngine } from '../mls/engine/engine.ts';
import type { KeyPackageBundle } from '../mls/engine/port.ts';
import { type Attempt, type Tell, telling } from './attempt.ts';
import { type BreakIn, breakIn } from './break-in.ts';
import { credulous } from './credulous.ts';
import { firstOnly } from './first-only.ts';
import { watchMemberships } from './memberships.ts';
import { overheard } from './overheard.ts';
import { pursuit } from './pursuit.ts';
import type { Snapshot } from './stolen-state.ts';

/** A phone that can be looked into. Looking changes nothing on it. */
export interface Victim {
  /** E.164. */
  readonly msisdn: string;
  /** The signature public key of its leaves. */
  readonly identityKey: Uint8Array;
  snapshot(groupId: string): Snapshot | undefined;
  keyPackageSecrets(): readonly KeyPackageBundle[];
}

export interface AdversaryOptions {
  /** A stream of its own: that it is there changes nobody else's draws. */
  readonly random: Random;
  readonly licence: SimulationLicence;
  readonly clock: { now(): number };
  /** How long clients may keep secrets of past epochs, ms. */
  readonly retentionMs: number;
  /** Takes each attempt; a journal's `append` is behind it. */
  readonly record: (attempt: Attempt) => void;
}

/** What happens on a victim that an adversary waits for. */
export interface Installation {
  /** The client encrypted a message. */
  sealed(messageId: string): void;
  /** The client is about to use its keys on a message. */
  opening(groupId: string, messageId: string): void;
  /** It has; `read` when it could. */
  opened(groupId: string, messageId: string, read: boolean): void;
}

/**
 * Listens to the network and breaks into phones, and tries to read with what it stole what it must not: messages that
 * were read before it came (forward secrecy), messages sent after a phone it was in has rotated its keys
 * (post-compromise security), messages to the installation that replaced the one it has, and those of a group after a phone it is in
 * was removed (removed members). In a group everybody listens, and a second device is a phone like any other.
 *
 * It only looks: no timer, no draw, no answer of it reaches anybody. Everything runs to its end on microtasks.
 */
export interface Adversary {
  /** A frame crossed the network. */
  listen(frame: Uint8Array): void;
  /** A messaging app was set up; what the phone had before is wiped there, and kept here. */
  installed(phone: string, incarnation: number, victim: Victim): Installation;
  /** A client stands in another epoch now. */
  moved(epoch: JournalData['mls.epoch']): void;
  /** The carrier that hosts a group put people on its roster, or took them off it. */
  rostered(change: JournalData['carrier.group']): void;
  /** A client made KeyPackages. */
  published(phone: string): void;
  /** Breaks into every phone a last time. */
  lastLook(): void;
}

export function createAdversary({ random, licence, clock, retentionMs, record }: AdversaryOptions): Adversary {
  const crypto = seededCrypto(random.split('crypto'), licence);
  const engine = createMlsEngine(crypto, 2, credulous);
  const wire = overheard();
  const tell: Tell = telling(record);
  const chase = pursuit(engine, cipherSuite(2, crypto), wire);
  const phones = new Map<string, BreakIn>();
  const memberships = watchMemberships(() => phones.values());
  const means = {
    wire,
    chase,
    tell,
    clock,
    retentionMs,
    random: random.split('withheld'),
    isFirst: firstOnly(),
    everybody: () => phones.values(),
  };

  return {
    listen: (frame) => wire.listen(frame),
    installed(phone, incarnation, victim) {
      const before = phones.get(phone);
      const it = breakIn({ ...means, phone, incarnation, victim, wiped: before?.loot() });
      phones.set(phone, it);
      return it;
    },
    published: (phone) => phones.get(phone)?.published(),
    moved(epoch) {
      const phone = phones.get(epoch.phone);
      phone?.moved(epoch);
      memberships.moved(phone, epoch);
    },
    rostered: (change) => memberships.rostered(change),
    lastLook() {
      for (const phone of phones.values()) phone.revisit();
    },
  };
}
