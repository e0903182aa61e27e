import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that gets no Welcome.' }),
});

/**
 * Welcomes for a phone are lost: what is encrypted in the group cannot be read, is shown as failed, and the sender gives
 * the group up, so that the next message makes another.
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
