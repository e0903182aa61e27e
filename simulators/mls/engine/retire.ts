import type { Epoch } from './port.ts';

/** What is kept of an epoch that is over: the means to read messages that are still on their way, and no more. */
export function retire(epoch: Epoch): Epoch {
  const leaves = epoch.leaves.map(
    (leaf, index) => leaf && (index === epoch.ownLeaf ? { ...leaf, ratchet: undefined } : leaf),
  );
  return { ...epoch, leaves };
}
