import type { Group, KeyPackageBundle } from '../mls/engine/port.ts';
import type { Ciphertext } from './overheard.ts';
import type { Pursuit } from './pursuit.ts';
import { epochsIn, opens, opensRelabelled, type Snapshot, type StolenState, stolenState } from './stolen-state.ts';

/** A state that became worthless, or should have, and everything that can be tried with it. */
export interface Loot {
  /** Tries every way there is from this state to the message's keys. */
  reads(message: Ciphertext): Promise<boolean>;
}

/**
 * @param groups states by group id
 * @param keyPackages with their secrets
 */
export function loot(
  groups: ReadonlyMap<string, Snapshot>,
  keyPackages: readonly KeyPackageBundle[],
  chase: Pursuit,
): Loot {
  let opened: ReadonlyMap<string, StolenState> | undefined;
  /** Where following a group's commits has led, by the epoch that was aimed at. */
  const reached = new Map<string, Promise<Group | undefined>>();

  const states = (): ReadonlyMap<string, StolenState> => {
    opened ??= new Map([...groups].map(([groupId, snapshot]) => [groupId, stolenState(snapshot)]));
    return opened;
  };

  function groupAt({ groupId, epoch }: Ciphertext): Promise<Group | undefined> {
    const aim = `${groupId} ${epoch}`;
    const known = reached.get(aim);
    if (known) return known;
    const attempt = follow(groupId, epoch);
    reached.set(aim, attempt);
    return attempt;
  }

  async function follow(groupId: string, epoch: bigint): Promise<Group | undefined> {
    const from = states().get(groupId)?.group ?? (await chase.join(keyPackages, groupId, epoch));
    return from && chase.follow(from, groupId, epoch);
  }

  return {
    async reads(message) {
      if ([...states().values()].some(({ epochs }) => opensRelabelled(epochs, message))) return true;
      const group = await groupAt(message);
      return group !== undefined && opens(epochsIn(group), message);
    },
  };
}
