import { scenario } from '../rehearsal/scenario.ts';

scenario(
  'A message on its way to somebody who has not looked yet',
  {
    feature: 'Conversation',
    story: 'For tests: what becomes of the message is for the judgement to find out, whatever this sees of it',
    invariants: ['message-accounted-for', 'archive-complete'],
  },
  async ({ ana, ben, step }) => {
    await step('Ana writes to Ben', async () => {
      await ana.opensMessages();
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('Did this arrive?');
      await ana.seesThat(message, 'delivered', 1_500);
    });
  },
);
