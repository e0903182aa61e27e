import type { Plant } from '../plant.ts';

/** Defects that an MLS invariant must catch. */
export const mlsPlants: readonly Plant[] = [
  {
    id: 'client-keeps-old-epoch',
    title: 'the client keeps the old epoch after its own commit was accepted',
    file: 'simulators/mls/client/create-client.ts',
    find: `    const { group } = held.pending;
    // Nothing`,
    replace: `    const { group } = held;
    // Nothing`,
    invariant: 'mls-agreement',
  },
];
