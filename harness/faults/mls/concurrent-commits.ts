import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { bothIn, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'One of the two.' }),
  peer: z.string().meta({ description: 'The other.' }),
});

/**
 * Two members of a group commit in the same instant: the Conversation Focus accepts one and refuses the other, who has to
 * follow and begin anew.
 */
export const concurrentCommits = defineFault({
  id: 'mls.concurrentCommits',
  layer: 'mls',
  title: 'Two members of a group commit at once',
  parameters,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone, peer }) {
    for (const [one, group] of bothIn(stage, phone, peer)) one.rotateKeys(group);
    return () => {};
  },
});
