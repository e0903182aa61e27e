import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'KeyPackages run out and the last resort is used',
  {
    feature: 'Encryption',
    story: 'Somebody whose keys were all taken can still be written to for the first time, encrypted',
    invariants: [
      'archive-complete',
      'archive-faithful',
      'no-plaintext-in-transit',
      'message-accounted-for',
      'mls-agreement',
    ],
  },
  async ({ ana, ben, step, inject }) => {
    await step("Ben's one-time KeyPackages are all taken", () =>
      inject({ fault: 'mls.keyPackagesExhausted', phone: ben.name }),
    );
    const message = await step('Ana writes to Ben for the first time, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      return ana.writes('Are you still taking new clients?');
    });
    await step('Ben reads it, encrypted', async () => {
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ben.seesEncryption();
    });
    await step('Ben replies, Ana reads it', async () => {
      await ana.receives(await ben.writes('The last one, today.'));
      await ana.seesEncryption();
    });
  },
);
