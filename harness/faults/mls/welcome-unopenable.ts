import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose Welcomes cannot be opened.' }),
});

/**
 * Welcomes for a phone arrive with bytes turned over: it says so, and whoever invited it gives the group up, so that the
 * next message makes another; in a group it joins from outside. Healing: the next Welcome is whole.
 */
export const welcomeUnopenable = defineFault({
  id: 'mls.welcomeUnopenable',
  layer: 'mls',
  title: 'A Welcome cannot be opened',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  inject: async (stage, { phone }) => simulated(stage, phone).spoilWelcomes(),
});
