import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulatedOnly } from '../reach.ts';
import { changeLinks, lateAnswers, linkKey, linkOf } from './link.ts';

const parameters = z.strictObject({
  phone: linkOf,
});

/** Nothing passes between a phone and its carrier, or between carriers: neither signalling nor HTTP. */
export const partition = defineFault({
  id: 'carrier.partition',
  layer: 'carrier',
  title: 'A phone and its carrier, or carriers, are cut off from each other',
  parameters,
  runs: simulatedOnly,
  exclusive: linkKey,
  delays: lateAnswers,
  inject: async (stage, { phone }) => changeLinks(stage, phone, { partitioned: true }),
});
