import type { SimulationLicence } from '../../crypto/simulation-licence.ts';
import type { Random } from '../../kernel/random.ts';
import type { KeyPackageBundle } from '../engine/port.ts';
import type { MlsClient } from './client.ts';
import type { RecordMls } from './record.ts';

export interface MlsClientOptions {
  /** The phone's name in the plan, for the journal. */
  readonly phone: string;
  /** E.164. */
  readonly msisdn: string;
  /**
   * The device's IMEI: leaves carry X.509 credentials, and only those are accepted; `certify` comes before anything else.
   * Not given, leaves carry basic credentials.
   */
  readonly device?: string;
  /** Goes up when the phone loses its state; another incarnation has other keys. */
  readonly incarnation: number;
  /** The phone's own clock. */
  readonly clock: { now(): number };
  /** Where `mls.*` entries go: a journal's `append`. */
  readonly record?: RecordMls;
  /** How long secrets of past epochs are kept, in milliseconds; three days when not given, which is the least allowed. */
  readonly retentionMs?: number;
}

export interface SeededMlsClientOptions extends MlsClientOptions {
  /** The phone's stream; the client draws from a child of it that is its incarnation's alone. */
  readonly random: Random;
  readonly licence: SimulationLicence;
}

/** A group's secrets as a thief would find them. */
export interface GroupSnapshot {
  /** For the engine's `deserialize`. */
  readonly group: Uint8Array;
  /** Retained epochs, for `decodeEpoch`. */
  readonly retained: readonly Uint8Array[];
}

/** A client of a simulated phone, which can be looked into. */
export interface SimulatedMlsClient extends MlsClient {
  snapshot(groupId: string): GroupSnapshot | undefined;
  /** The KeyPackages it holds, with their secrets. */
  keyPackageSecrets(): readonly KeyPackageBundle[];
}
