import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'One of the two.' }),
  peer: z.string().meta({ description: 'The other.' }),
});

/**
 * Both members of a group commit in the same instant: the Conversation Focus accepts one and refuses the other, who has to
 * follow and begin anew.
 */
export const concurrentCommits = defineFault({
  id: 'mls.concurrentCommits',
  layer: 'mls',
  title: 'Both members of a group commit at once',
  parameters,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone, peer }) {
    const both = [
      [simulated(stage, phone), peer],
      [simulated(stage, peer), phone],
    ] as const;
    for (const [one, other] of both)
      if (!one.encryptsWith().includes(other)) throw new Error(`${phone} and ${peer} are in no group yet`);
    for (const [one, other] of both) one.rotateKeys(other);
    return () => {};
  },
});
