import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';
import { lateAnswers } from './link.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that does not hear the answers.' }),
});

/** A carrier accepts a phone's messages, and its answers are lost: a lost answer is no refusal, and no second message. */
export const replyLost = defineFault({
  id: 'carrier.replyLost',
  layer: 'carrier',
  title: 'A message is accepted, but the answer is lost',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: lateAnswers,
  inject: async (stage, { phone }) => simulated(stage, phone).loseReplies('messages'),
});
