import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulatedOnly } from '../reach.ts';
import { changeLinks, lateAnswers, linkKey, linkOf } from './link.ts';

const parameters = z.strictObject({
  phone: linkOf,
  rate: z.number().min(0.01).max(1).default(0.3).meta({ description: 'How likely each is overtaken, 0 to 1.' }),
});

/** Some signalling frames on a link are overtaken by those after them. */
export const reordering = defineFault({
  id: 'carrier.reordering',
  layer: 'carrier',
  title: 'A link reorders frames',
  parameters,
  runs: simulatedOnly,
  exclusive: linkKey,
  delays: lateAnswers,
  inject: async (stage, { phone, rate }) => changeLinks(stage, phone, { reordering: rate }),
});
