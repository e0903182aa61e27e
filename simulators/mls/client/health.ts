/**
 * The states in which RCC.16 clients keep a group, and the numbers that they are known by. Values 3 and 5 are not used;
 * the states of reviving MLS in place (11, 12) and of an era that is born without it (16, 17) are left out: nothing here
 * goes through them.
 */
export const healthNumbers = {
  Unknown: 0,
  /** Somebody asked for recovery. */
  EpochAdvancementRequested: 1,
  /** Missed commits are being pulled and applied, or the group is being joined from outside. */
  OngoingEpochAdvancement: 2,
  OngoingEraAdvancement: 4,
  /** No rung of recovery helped. */
  SelfHealFailed: 6,
  EraAdvancementRequested: 7,
  EndMlsRequested: 8,
  OngoingEndMls: 9,
  DoneEndMls: 10,
  Healthy: 13,
  Initializing: 14,
  CannotHealDuringEndMls: 15,
} as const;

export type HealthState = keyof typeof healthNumbers;

/** States in which recovery is under way: reaching an epoch does not end it, whoever drives it does. */
const healing: ReadonlySet<HealthState> = new Set<HealthState>([
  'EpochAdvancementRequested',
  'OngoingEpochAdvancement',
  'EraAdvancementRequested',
  'OngoingEraAdvancement',
]);

export const isHealing = (state: HealthState): boolean => healing.has(state);

/** Where groups stand; one that was never heard of, or was forgotten, is `Unknown`. */
export interface HealthStates {
  of(groupId: string): HealthState;
  /** Nothing happens when the group is in that state already. */
  move(groupId: string, to: HealthState, why: string): void;
  forget(groupId: string): void;
}

/** @param record takes every move */
export function healthStates(
  record: (groupId: string, from: HealthState, to: HealthState, why: string) => void,
): HealthStates {
  const states = new Map<string, HealthState>();
  const of = (groupId: string): HealthState => states.get(groupId) ?? 'Unknown';
  return {
    of,
    move(groupId, to, why) {
      const from = of(groupId);
      if (from === to) return;
      states.set(groupId, to);
      record(groupId, from, to, why);
    },
    forget: (groupId) => void states.delete(groupId),
  };
}
