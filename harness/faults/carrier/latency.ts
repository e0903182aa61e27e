import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulatedOnly } from '../reach.ts';
import { changeLinks, lateAnswers, linkKey, linkOf } from './link.ts';

const parameters = z.strictObject({
  phone: linkOf,
  latencyMs: z.int().min(100).max(2000).default(500).meta({ description: 'One way, ms.' }),
});

/** Whatever passes over a link takes longer. */
export const latency = defineFault({
  id: 'carrier.latency',
  layer: 'carrier',
  title: 'A link is slow',
  parameters,
  runs: simulatedOnly,
  exclusive: linkKey,
  delays: lateAnswers,
  inject: async (stage, { phone, latencyMs }) => changeLinks(stage, phone, { latencyMs }),
});
