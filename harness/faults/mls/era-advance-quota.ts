import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { carriersOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().optional().meta({ description: 'The carrier of this phone. Default: every carrier.' }),
  perDay: z.int().min(0).max(50).default(0).meta({ description: 'So many are left a group and day.' }),
});

/**
 * A Conversation Focus accepts no more new eras for today (`era-advancement-quota-reached`): whoever needs one has to wait.
 * Healing: the usual number again.
 */
export const eraAdvanceQuota = defineFault({
  id: 'mls.eraAdvanceQuota',
  layer: 'mls',
  title: 'The quota of era advances is used up',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'era-advances',
  delays: () => [],
  async inject(stage, { phone, perDay }) {
    const carriers = carriersOf(stage, phone);
    for (const { focus } of carriers) focus.limit('era-advances', perDay);
    return () => {
      for (const { focus } of carriers) focus.limit('era-advances');
    };
  },
});
