import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Network } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { MlsClient } from '../../mls/client/client.ts';
import type { CapturedMessage } from '../agent/captured-message.ts';
import type { PeerDirectory } from './capabilities.ts';
import type { Encryption } from './encryption.ts';
import type { GroupActions } from './group-actions.ts';
import type { Groups } from './groups.ts';
import type { MessageStore } from './message-store.ts';
import type { Messaging } from './messaging.ts';

export interface RcsClientOptions {
  readonly clock: Clock;
  /** Of this incarnation alone. */
  readonly random: Random;
  readonly journal: Journal;
  readonly network: Network;
  /** The phone's name, which is its network node too. */
  readonly phone: string;
  readonly os: 'android' | 'ios';
  readonly msisdn: string;
  /** Of the phone, 15 digits: it outlives installations. */
  readonly imei: string;
  readonly carrier: string;
  readonly store: MessageStore;
  readonly mls: MlsClient;
  /** The subscriber has other devices. */
  readonly paired?: boolean;
  /** The user's RCS switch. */
  readonly wantsRcs: () => boolean;
  /** The user's encryption switch. */
  readonly wantsEncryption: () => boolean;
  readonly capture: (message: CapturedMessage) => void;
  readonly onChange: () => void;
}

export type ConnectionState = 'connected' | 'setting-up' | 'disconnected';

/** The RCS client of one installation of the messaging app: connects, stays connected, sends and receives. */
export interface RcsClient {
  readonly state: () => ConnectionState;
  readonly peers: PeerDirectory;
  readonly encryption: Encryption;
  readonly messaging: Messaging;
  readonly groups: Groups;
  readonly acting: GroupActions;
  /** Goes online and stays there, trying again while it fails. */
  connect(): void;
  /** Goes offline: the radio is off, or RCS is. Silently, its process ended: the carrier is not told. */
  disconnect(reason: string, how?: 'silently'): void;
  /** Registers anew, e.g. with other capabilities. */
  refresh(): void;
  /** Another device of the subscriber is lost: its credentials, registration and leaves go. Tried until it is done. */
  revokeDevice(imei: string): void;
  /** Publishes new KeyPackages. */
  replenishKeys(): void;
  /** Asks for another certificate, which reaches every group. */
  renewCertificate(): void;
  /** Rotates the own leaf key in the group with `peer`. Resolves to whether the focus agreed. */
  rotate(peer: string): Promise<boolean>;
  /** Makes the group with `peer` anew, under the same id, in the next era. */
  advanceEra(peer: string): void;
  /** Nothing waits to be sent, decided or opened. */
  quiet(): boolean;
  /** Whether the carrier serves MLS, by its last answer. */
  carrierEncrypts(): boolean;
  /** The installation is gone. */
  end(): void;
}
