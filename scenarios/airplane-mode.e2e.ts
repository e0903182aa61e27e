import assert from 'node:assert/strict';
import { scenario } from '../harness/rehearsal/scenario.ts';

const options = {
  feature: 'Airplane mode',
  invariants: [
    'archive-complete',
    'archive-faithful',
    'no-plaintext-in-transit',
    'message-accounted-for',
    'mls-agreement',
  ],
} as const;

scenario(
  'A message to an iPhone in airplane mode arrives when it lands',
  { ...options, story: 'Nothing is lost and nothing is called delivered while the other phone is off the air' },
  async ({ ana, ben, step }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    await step('Ben takes off', () => ben.turns('airplane', 'on'));
    const message = await step('Ana writes', () => ana.writes('Are you on board?'));
    await step('Ana sees that it was sent, and no more than that', async () => {
      await ana.seesThat(message, 'sent');
      const bubble = (await ana.looks()).find(({ body }) => body === message.body);
      assert.equal(bubble?.status, 'sent');
    });
    await step('Ben lands', () => ben.turns('airplane', 'off'));
    await step('Ana sees that it was delivered', () => ana.seesThat(message, 'delivered'));
    await step('Ben reads it, encrypted', async () => {
      await ben.opensMessages();
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ben.seesEncryption();
    });
    await step('Ana sees that Ben read it', () => ana.seesThat(message, 'displayed'));
  },
);

scenario(
  'An Android phone in airplane mode sends what was written when it lands',
  { ...options, story: 'A message typed off the air waits, visibly, and then goes out once' },
  async ({ ana, ben, step }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    await step('Ana takes off', () => ana.turns('airplane', 'on'));
    const message = await step('Ana writes', () => ana.writes('Boarding completed.'));
    await step('Ana sees that it has not gone out', async () => {
      const bubble = (await ana.looks()).find(({ body }) => body === message.body);
      assert.equal(bubble?.status, 'sending');
    });
    await step('Ana lands', () => ana.turns('airplane', 'off'));
    await step('Ben receives it once', async () => {
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      assert.equal((await ben.looks()).filter(({ body }) => body === message.body).length, 1);
    });
    await step('Ana sees that Ben read it', () => ana.seesThat(message, 'displayed'));
  },
);
