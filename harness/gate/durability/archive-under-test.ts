import type { BrokenCall, CallCounts } from './broken-call.ts';
import type { TracedCall } from './strace.ts';

/** An archive on a store of its own, whose writing process can be traced and broken. */
export interface ArchiveUnderTest {
  /** Starts it; with a call that goes wrong, or traced only. Nothing when it did not come up. */
  start(broken: BrokenCall | 'traced' | 'whole'): Promise<RunningArchive | undefined>;
  /** Ends what runs and removes the store. */
  discard(): Promise<void>;
}

export interface RunningArchive {
  readonly origin: string;
  /** Kills what writes, as a power cut would. */
  kill(): Promise<void>;
}

/** A kind of store to be put through it. */
export interface StoreUnderTest {
  readonly name: string;
  /** A fresh and empty one. @param seed draws its tenant */
  create(seed: string): Promise<ArchiveUnderTest & { trace(): TracedCall[]; counts(): CallCounts }>;
  /** Why it cannot be tried here; nothing when it can. */
  missing(): string | undefined;
}
