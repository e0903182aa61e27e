import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that gets no Welcome.' }),
});

/**
 * Welcomes for a phone are lost: what is encrypted in the group cannot be read, until the phone has joined from outside
 * and is sent it again.
 */
export const welcomeLost = defineFault({
  id: 'mls.welcomeLost',
  layer: 'mls',
  title: 'A Welcome is lost',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  inject: async (stage, { phone }) =>
    simulated(stage, phone).carrier.interfere(({ kind, to }) =>
      kind === 'welcome' && to === phone ? 'drop' : 'carry',
    ),
});
