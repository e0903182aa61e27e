import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'An erased record leaves a signed tombstone, and every proof still verifies',
  {
    feature: 'Archive',
    story: 'Who has a right to be forgotten is forgotten, and nobody can use that to hide something else',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, office, advance, recorded }) => {
    await step('The archive keeps records for a minute', () => office({ do: 'policy', retention: 'PT1M' }));
    const message = await step('Ana writes to Ben, who reads it', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const written = await ana.writes('My new address is 12 Mill Lane.');
      await ben.opensConversationWith(ana);
      await ben.receives(written);
      await ana.seesThat(written, 'displayed');
      return written;
    });
    await step('A minute later her records may go, and do', async () => {
      await advance('PT90S');
      await office({ do: 'erase', custodian: ana.name });
      const outcomes = (await recorded('subject.erasure')).flatMap(({ data }) => data.outcomes);
      assert.deepEqual(
        outcomes.map(({ outcome, tombstone_valid }) => [outcome, tombstone_valid]),
        [['erased', true]],
      );
    });
    await step("Both phones still show the message: they are not the archive's to erase", async () => {
      for (const person of [ana, ben]) {
        const bodies = (await person.looks()).map(({ body }) => body);
        assert.deepEqual(bodies, [message.body]);
      }
    });
    await step('What Ben answers is archived behind the tombstone', async () => {
      await ana.receives(await ben.writes('Noted.'));
      await advance('PT10S');
    });
  },
);
