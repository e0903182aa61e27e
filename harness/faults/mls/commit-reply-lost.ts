import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that does not hear the answer.' }),
});

/**
 * The Conversation Focus accepts a phone's commits, and its answers are lost: the phone cannot know whether it stands in
 * the new epoch, asks again, and must be told the same.
 */
export const commitReplyLost = defineFault({
  id: 'mls.commitReplyLost',
  layer: 'mls',
  title: 'A commit is accepted, but the answer is lost',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: ({ phone }) => [{ invariant: 'archive-complete', phones: [phone], afterHealingMs: 30_000 }],
  inject: async (stage, { phone }) => simulated(stage, phone).loseReplies('commits'),
});
