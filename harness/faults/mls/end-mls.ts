import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { groupsOf, simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose user ends encryption.' }),
  peer: z.string().optional().meta({ description: 'In the group with this phone only. Default: in all its groups.' }),
});

/**
 * A member ends MLS in a group by a commit (RCC.16 end_mls): everybody is told, nothing is encrypted in it any more, and
 * what is written goes in clear. There is nothing to heal: it is what the user wanted.
 */
export const endMls = defineFault({
  id: 'mls.endMls',
  layer: 'mls',
  title: 'A member ends encryption',
  parameters,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone: name, peer }) {
    const phone = simulated(stage, name);
    for (const group of groupsOf(stage, name, peer)) phone.endEncryption(group);
    return () => {};
  },
});
