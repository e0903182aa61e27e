import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { groupsOf, simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that begins the next era.' }),
  peer: z.string().optional().meta({ description: 'In the group with this phone only. Default: in all its groups.' }),
});

/**
 * A phone makes its group anew under the same id, in the next era, with a Welcome for everybody: the last rung of
 * recovery, taken without need. What is on its way was encrypted in the era before. There is nothing to heal.
 */
export const eraAdvance = defineFault({
  id: 'mls.eraAdvance',
  layer: 'mls',
  title: 'A group goes on in the next era',
  parameters,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone: name, peer }) {
    const phone = simulated(stage, name);
    for (const group of groupsOf(stage, name, peer)) phone.advanceEra(group);
    return () => {};
  },
});
