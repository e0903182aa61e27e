import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The Welcome arrives after the first message',
  {
    feature: 'Encryption',
    story: 'A message that overtakes the keys to it waits for them instead of being given up',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, recorded }) => {
    await step('Welcomes for Ben are to be late', () =>
      inject({ fault: 'mls.welcomeLate', phone: ben.name, delayMs: 2000 }),
    );
    const message = await step('Ana writes to Ben for the first time', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      return ana.writes('Hello, this is Ana.');
    });
    await step('Ben reads it, encrypted, when his phone has the keys', async () => {
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ben.seesEncryption();
    });
    await step('The message had reached his phone before it joined the group', async () => {
      const [joined] = (await recorded('mls.epoch')).filter(({ data }) => data.phone === ben.name);
      const queued = (await recorded('handset.queued')).find(({ data }) => data.canary === message.canary);
      const delivered = (await recorded('carrier.delivered')).find(
        ({ data }) => data.message_id === queued?.data.message_id,
      );
      assert.ok(joined && delivered, 'nothing was recorded of it');
      assert.ok(delivered.seq < joined.seq, 'the Welcome came first: the fault did not fire');
    });
    await step('Ana sees that Ben read it', () => ana.seesThat(message, 'displayed'));
    await step('Ben replies, Ana reads it', async () => {
      await ana.receives(await ben.writes('Hello Ana.'));
    });
  },
);
