import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulatedOnly } from '../reach.ts';
import { changeLinks, lateAnswers, linkKey, linkOf } from './link.ts';

const parameters = z.strictObject({
  phone: linkOf,
  rate: z.number().min(0.01).max(1).default(0.5).meta({ description: 'How likely each is doubled, 0 to 1.' }),
});

/** A link delivers some signalling frames twice. */
export const duplication = defineFault({
  id: 'carrier.duplication',
  layer: 'carrier',
  title: 'A link doubles frames',
  parameters,
  runs: simulatedOnly,
  exclusive: linkKey,
  delays: lateAnswers,
  inject: async (stage, { phone, rate }) => changeLinks(stage, phone, { duplication: rate }),
});
