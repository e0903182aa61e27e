import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Webhooks arrive twice and in another order',
  {
    feature: 'Webhooks',
    story: 'A receiver keeps one row for each message and status, whatever arrives how often and when',
    invariants: [
      'archive-complete',
      'archive-faithful',
      'no-plaintext-in-transit',
      'message-accounted-for',
      'mls-agreement',
    ],
  },
  async ({ ana, ben, step, inject, advance }) => {
    await step('Every webhook is to arrive twice', () => inject({ fault: 'webhook.duplicate', for: 'PT30S' }));
    await step('Ana writes, Ben reads it', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('Two tickets for Tuesday.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('Half a minute passes', () => advance('PT31S'));
    await step('Webhooks are to overtake one another', () => inject({ fault: 'webhook.reordered', for: 'PT30S' }));
    await step('Ben replies, Ana reads it', async () => {
      const answer = await ben.writes('Row 4, then.');
      await ana.receives(answer);
      await ben.seesThat(answer, 'displayed');
    });
    await step('Half a minute passes', () => advance('PT31S'));
  },
);
