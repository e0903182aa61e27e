import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A legal hold keeps what could be erased, and names itself when it refuses',
  {
    feature: 'Archive',
    story: 'What a court may ask for stays until the hold is released, however old it is and whoever asks',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, office, advance, recorded }) => {
    /** Why the records of the last request stay; nothing for those that went. */
    const refusals = async (): Promise<string[]> => {
      const requests = await recorded('subject.erasure');
      return requests.at(-1)?.data.outcomes.map(({ rule }) => rule ?? '') ?? [];
    };
    await step('The archive keeps records for a minute', () => office({ do: 'policy', retention: 'PT1M' }));
    await step('Ana writes, Ben reads it', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('Shred the old contracts on Friday.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
    await step('Her records are asked to be erased: retention keeps them', async () => {
      await advance('PT5S');
      await office({ do: 'erase', custodian: ana.name });
      assert.deepEqual(await refusals(), ['retention:plan']);
    });
    await step('A hold is placed, and retention passes', async () => {
      await office({ do: 'hold', matter: 'contracts', custodians: [ana.name] });
      await advance('PT2M');
    });
    await step('They are asked to be erased again: the hold keeps them', async () => {
      await office({ do: 'erase', custodian: ana.name });
      assert.deepEqual(await refusals(), ['hold:contracts']);
    });
  },
);
