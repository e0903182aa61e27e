import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { carriersOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().optional().meta({ description: 'The carrier of this phone. Default: every carrier.' }),
  perDay: z.int().min(0).max(50).default(0).meta({ description: 'So many are left a group and day.' }),
});

/**
 * A Conversation Focus accepts no more external commits for today (`epoch-advancement-quota-reached`): who lost its state
 * has to go on to the next rung of recovery. Healing: the usual number again.
 */
export const externalCommitQuota = defineFault({
  id: 'mls.externalCommitQuota',
  layer: 'mls',
  title: 'The quota of external commits is used up',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'external-commits',
  delays: () => [],
  async inject(stage, { phone, perDay }) {
    const carriers = carriersOf(stage, phone);
    for (const { focus } of carriers) focus.limit('external-commits', perDay);
    return () => {
      for (const { focus } of carriers) focus.limit('external-commits');
    };
  },
});
