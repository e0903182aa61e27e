import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulatedOnly } from '../reach.ts';
import { changeLinks, lateAnswers, linkKey, linkOf } from './link.ts';

const parameters = z.strictObject({
  phone: linkOf,
  rate: z.number().min(0.01).max(0.5).default(0.2).meta({ description: 'How likely each is lost, 0 to 1.' }),
});

/** A link loses some of the signalling frames and connections that pass over it. */
export const loss = defineFault({
  id: 'carrier.loss',
  layer: 'carrier',
  title: 'A link loses frames',
  parameters,
  runs: simulatedOnly,
  exclusive: linkKey,
  delays: lateAnswers,
  inject: async (stage, { phone, rate }) => changeLinks(stage, phone, { loss: rate }),
});
