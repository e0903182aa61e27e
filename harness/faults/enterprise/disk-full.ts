import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { lateUntilBack, oursOnly } from './outage.ts';

/**
 * The disk under the enterprise's store is full: it must refuse every write, acknowledge nothing that it does not keep,
 * and go on giving what it has. Healing makes room.
 */
export const enterpriseDiskFull = defineFault({
  id: 'enterprise.diskFull',
  layer: 'enterprise',
  title: "The enterprise's disk is full",
  parameters: z.strictObject({}),
  runs: oursOnly("somebody else's disk is theirs to fill"),
  exclusive: () => 'disk',
  delays: () => lateUntilBack,
  async inject({ enterprise }) {
    enterprise.setDiskFull(true);
    return () => enterprise.setDiskFull(false);
  },
});
