import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'KeyPackages run out and the last resort is used',
  {
    feature: 'Encryption',
    story: 'Somebody whose keys were all taken can still be written to for the first time, encrypted',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, recorded }) => {
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
    await step("It was Ben's last resort that Ana's phone was given", async () => {
      const claimed = (await recorded('carrier.claimed')).filter(({ data }) => data.msisdn === ben.msisdn);
      assert.deepEqual(
        claimed.map(({ data }) => data.last_resort),
        [true],
      );
    });
    await step('Ben replies, Ana reads it', async () => {
      await ana.receives(await ben.writes('The last one, today.'));
      await ana.seesEncryption();
    });
  },
);
