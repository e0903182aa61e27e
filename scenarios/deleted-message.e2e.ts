import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A message that both delete stays in the archive, with who deleted it',
  {
    feature: 'Archive',
    story: "What is deleted from a phone is noticed, and deleted from nobody's record",
    invariants: everyMessage,
  },
  async ({ ana, ben, step }) => {
    await step('Both open Messages, and Ana writes to Ben', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    const regretted = await step('Ana writes what she will regret', () => ana.writes('Sell before the news is out.'));
    const kept = await step('and something else', () => ana.writes('Lunch at one?'));
    await step('Ben reads both', async () => {
      await ben.opensConversationWith(ana);
      await ben.receivesInOrder([regretted, kept]);
      await ana.seesThat(kept, 'displayed');
    });
    await step('Ana deletes the first from her phone, Ben from his', async () => {
      await ana.deletes(regretted);
      await ben.deletes(regretted);
    });
    await step('Neither shows it any more, both show the other', async () => {
      for (const person of [ana, ben]) {
        const bodies = (await person.looks()).map(({ body }) => body);
        assert.deepEqual(bodies, [kept.body]);
      }
    });
  },
);
