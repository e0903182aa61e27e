import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that hears no receipts.' }),
});

/**
 * Receipts that a phone’s messages were delivered or displayed are lost: its messages stay sent, though they were read.
 * Receipts of a failure pass: one that is lost is not repeated by any client today, so that nobody would ever know.
 */
export const receiptLost = defineFault({
  id: 'carrier.receiptLost',
  layer: 'carrier',
  title: 'Delivery and display receipts are lost',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  inject: async (stage, { phone }) =>
    simulated(stage, phone).carrier.interfere(({ kind, to }) =>
      kind === 'receipt' && to === phone ? 'drop' : 'carry',
    ),
});
