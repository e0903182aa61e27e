import type { Clock } from '../../simulators/kernel/clock.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData, JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import type { Fetch, Network } from '../../simulators/kernel/network.ts';
import type { SubjectContainer } from '../subject/container/subject-container.ts';

/** What a fault would touch: a simulated party, a real phone, or a subject that somebody else runs. */
export type Place = 'simulated' | 'real-android' | 'real-iphone' | 'any-subject';

/** A phone as faults see it. */
export interface StagePhone {
  readonly name: string;
  readonly place: Exclude<Place, 'any-subject'>;
  readonly airplaneMode: boolean;
  /** The phone's own setting, as if its user had switched it. Real phones throw. */
  setAirplaneMode(on: boolean): void;
  /** Real phones: whether the farm lets faults that lose state run on it. */
  readonly allowDestructive?: boolean;
  /** What can be done to a real phone besides: only where something on this machine reaches into it. */
  readonly real?: RealPhone;
  /** What can be done to a simulated phone besides. */
  readonly simulated?: SimulatedPhone;
  /** The sockets that its driver comes through: in a rehearsal only. */
  readonly face?: StageFace;
}

/** What can be done to a real phone from outside. Whoever calls has asked whether the farm allows it. */
export interface RealPhone {
  /** Wipes the messaging app's data. @throws Error when the phone does not do it */
  wipeMessages(): Promise<void>;
  /** Restarts the phone. Blocks until it has been told to. */
  restart(): Promise<void>;
  /** Blocks until the phone is up again. @throws Error when that takes too long */
  awaitStart(): Promise<void>;
}

/** What can happen to a simulated phone. Nothing here waits: on the virtual clock time passes elsewhere. */
export interface SimulatedPhone {
  readonly carrier: StageCarrier;
  /** Names of the phones that it has an MLS group with, and ids of the RCS groups that it is in and that have one. */
  encryptsWith(): readonly string[];
  /** The phone of its subscriber that it is paired with; none of a subscriber's first. */
  readonly pairedWith?: string;
  /** Wipes the messaging app: new keys, no messages. */
  reinstall(): void;
  /** Ends the messaging app and its service, or lets the service run again. */
  setServiceRunning(on: boolean): void;
  /** Off: every app ends, and nothing reaches it. */
  setPower(on: boolean): void;
  /** How far its own clock is ahead, ms. */
  clockSkewMs: number;
  storageFull: boolean;
  /** Rotates its leaf keys in the group with another phone, or in an RCS group (by id). */
  rotateKeys(peer: string): void;
  /** Makes its group with another phone anew, under the same id, in the next era. */
  advanceEra(peer: string): void;
  /** Its user ends encryption in the conversation with another phone. */
  endEncryption(peer: string): void;
  /** Throws its one-time KeyPackages at the carrier away. */
  drainKeyPackages(): void;
  replenishKeyPackages(): void;
  /** Its carrier's key directory has no KeyPackage of it for anybody, not even a last resort. */
  withholdKeyPackages(on: boolean): void;
  /** Welcomes for it cannot be opened. Returns how to stop. */
  spoilWelcomes(): () => void;
  /** Its carrier's certificates have so many days for it from now on; the usual 76 when not given. */
  limitCertificates(days?: number): void;
  /** Asks for another certificate at once, however long the one it has is good for. */
  renewCertificate(): void;
  /** Is reported as lost from another device of its subscriber. @throws Error when there is none */
  revoke(): void;
  /** Its carrier ends its registration without telling it. */
  expireRegistration(): void;
  /** Registers anew: the carrier sent for it, or its connection broke. */
  registerAnew(): void;
  /** Loses the carrier's answers to accepted commits, or to accepted messages. Returns how to stop. */
  loseReplies(to: 'commits' | 'messages'): () => void;
}

/** What can go wrong between a driver and a simulated phone. */
export type StageFace = {
  /** The automation server on the phone dies. */
  crashAutomation(): void | Promise<void>;
  /** Starts it again where no driver does that. */
  healAutomation(): void | Promise<void>;
} & (
  | { readonly os: 'android'; dropAdb(): void; restoreAdb(): void }
  | { readonly os: 'ios'; dropTunnel(): Promise<void>; restoreTunnel(): Promise<void> }
);

/** A message as its carrier sees it. A `welcome` is a commit with one. Names are those of phones. */
export interface Carried {
  readonly kind: 'welcome' | 'commit' | 'message' | 'receipt' | 'failure-receipt';
  readonly from: string;
  readonly to: string;
}

export interface StageCarrier {
  readonly name: string;
  e2ee: boolean;
  /** Answers 503 with this Retry-After, s; 0 ends it. */
  throttleS: number;
  /** Loses registrations, sessions and transactions. */
  reboot(): void;
  /** What may be wrong with its Conversation Focus. */
  readonly focus: StageFocus;
  /** Does something to accepted messages. Returns how to stop. */
  interfere(rule: (message: Carried) => 'carry' | 'drop' | { readonly delayMs: number }): () => void;
}

/** A carrier's Conversation Focus, as far as faults reach into it. */
export interface StageFocus {
  /**
   * The sender of the next commit, and whoever commits to the same epoch after it, are both told that theirs was accepted.
   * Returns how to call that off.
   */
  forkNext(): () => void;
  /** The next commit is refused as one of a past epoch. Returns how to call that off. */
  refuseNextAsStale(): () => void;
  /** Nothing is decided while this is on. */
  failTransiently(on: boolean): void;
  /** So many are accepted a group and day; the usual number when not given. */
  limit(quota: 'era-advances' | 'external-commits', perDay?: number): void;
}

/** Where HTTP can be tampered with: requests to the subject's webhook endpoint, and to the platform's public keys. */
export type Edge = 'webhooks' | 'keys';

/** When the enterprise's process dies: at once, or at the next write that it has committed, before or after it says so. */
export type Death = 'at-once' | 'before-answer' | 'after-answer';

/** The process and the disk of the reference enterprise. */
export interface StageEnterprise {
  /** Its process dies, now or as soon as there is a write. Nobody answers from then on. Returns how to call that off. */
  die(moment: Death): () => void;
  /** Another process opens the same store, whether or not the one before had died. */
  restart(): void;
  setDiskFull(full: boolean): void;
}

/** What faults act on: the same for a world on the virtual clock and for a rehearsal. */
export interface FaultStage {
  readonly clock: Clock;
  readonly phones: ReadonlyMap<string, StagePhone>;
  /** Carriers of the world; none beside real phones. */
  readonly carriers: ReadonlyMap<string, StageCarrier>;
  /** Links between the nodes of the network, by name: phones and carriers. One direction each. */
  readonly links: Pick<Network, 'conditions' | 'change'>;
  /** Whose archive and webhook receiver are being tried. */
  readonly subject: 'simulated' | 'any-subject';
  /** Puts `wrapper` between an edge's clients and its app, outside of wrappers put there before. Returns how to take it away. */
  intercept(edge: Edge, wrapper: (next: Fetch) => Fetch): () => void;
  /** The platform signs with new keys at once, beside the old ones for `overlapMs`. There is no way back. */
  rotateWebhookKeys(overlapMs: number): void;
  /** The platform's operator enables the endpoint, whether or not it was disabled, and has everything sent again that was given up. */
  takeUpWebhooks(): void;
  /** The public keys that the platform publishes now, as their JSON. */
  webhookKeySet(): Promise<string>;
  readonly enterprise: StageEnterprise;
  /** What a subject of somebody else's runs in, where that was said. */
  readonly container?: SubjectContainer;
  append<K extends JournalKind>(kind: K, data: JournalData[K]): JournalEntry<K>;
}
