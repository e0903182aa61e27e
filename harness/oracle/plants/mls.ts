import type { Plant } from '../plant.ts';

/** Defects that an MLS invariant must catch. */
export const mlsPlants: readonly Plant[] = [
  {
    id: 'client-keeps-old-epoch',
    title: 'a client that rotated its keys stays in the old epoch after its commit was accepted',
    file: 'simulators/mls/client/create-client.ts',
    find: `    const { group } = held.pending;
    // Nothing`,
    replace: `    const group = held.established ? held.group : held.pending.group;
    // Nothing`,
    invariant: 'mls-agreement',
  },
];
