import type { Clock } from '../../simulators/kernel/clock.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData, JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';

/** What a fault would touch: a simulated party, a real phone, or a subject that somebody else runs. */
export type Place = 'simulated' | 'real-android' | 'real-iphone' | 'any-subject';

/** A phone as faults see it. */
export interface StagePhone {
  readonly name: string;
  readonly place: Exclude<Place, 'any-subject'>;
  readonly airplaneMode: boolean;
  /** The phone's own setting, as if its user had switched it. Real phones throw. */
  setAirplaneMode(on: boolean): void;
}

/** Where HTTP can be tampered with: requests to the subject's webhook endpoint, and to the platform's public keys. */
export type Edge = 'webhooks' | 'keys';

/** What faults act on: the same for a world on the virtual clock and for a rehearsal. */
export interface FaultStage {
  readonly clock: Clock;
  readonly phones: ReadonlyMap<string, StagePhone>;
  /** Whose archive and webhook receiver are being tried. */
  readonly subject: 'simulated' | 'any-subject';
  /** Puts `wrapper` between an edge's clients and its app, outside of wrappers put there before. Returns how to take it away. */
  intercept(edge: Edge, wrapper: (next: Fetch) => Fetch): () => void;
  /** The platform signs with new keys at once, beside the old ones for `overlapMs`. There is no way back. */
  rotateWebhookKeys(overlapMs: number): void;
  append<K extends JournalKind>(kind: K, data: JournalData[K]): JournalEntry<K>;
}
