import { eraAdvancesPerDay, externalCommitsPerDay } from '../protocol/assumptions.ts';
import type { ServerFailureReason } from '../protocol/imdn-failure.ts';

/** What is wrong with a Conversation Focus at present: set by faults, asked by the focus. */
export interface FocusFaults {
  /** The answer that a group's next commit or proposal gets whatever it is. */
  answer(groupId: string): ServerFailureReason | undefined;
  /** Whether the commit that would now be accepted is only said to be. */
  forks(groupId: string): boolean;
  eraAdvancesPerDay(): number;
  externalCommitsPerDay(): number;
  /**
   * The next acceptable commit of the group, or of any, is accepted towards its sender and nobody else hears of it.
   * Returns how to call that off.
   */
  forkNext(groupId: string | undefined): () => void;
  /** The next commit of the group, or of any, is called stale. Returns how to call that off. */
  refuseNextAsStale(groupId: string | undefined): () => void;
  /** Nothing is decided while this is on. */
  failTransiently(on: boolean): void;
  /** How many are allowed within 24 hours; the usual number when not given. */
  limit(quota: 'era-advances' | 'external-commits', perDay: number | undefined): void;
}

const anyGroup = '*';

export function createFocusFaults(): FocusFaults {
  const forking = new Set<string>();
  const stale = new Set<string>();
  const limits = new Map<string, number>();
  let transient = false;
  const take = (from: Set<string>, groupId: string): boolean => from.delete(groupId) || from.delete(anyGroup);
  return {
    answer(groupId) {
      if (transient) return 'transient-error';
      return take(stale, groupId) ? 'incorrect-epoch' : undefined;
    },
    forks: (groupId) => take(forking, groupId),
    eraAdvancesPerDay: () => limits.get('era-advances') ?? eraAdvancesPerDay,
    externalCommitsPerDay: () => limits.get('external-commits') ?? externalCommitsPerDay,
    forkNext(groupId = anyGroup) {
      forking.add(groupId);
      return () => void forking.delete(groupId);
    },
    refuseNextAsStale(groupId = anyGroup) {
      stale.add(groupId);
      return () => void stale.delete(groupId);
    },
    failTransiently(on) {
      transient = on;
    },
    limit(quota, perDay) {
      if (perDay === undefined) limits.delete(quota);
      else limits.set(quota, perDay);
    },
  };
}
