import assert from 'node:assert/strict';
import type { Written } from '../harness/phones/messages-app.ts';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

const options = {
  feature: 'Airplane mode',
  invariants: everyMessage,
} as const;

const texts = [
  'Are you on board?',
  'Row 12, I hope.',
  'Bring the blue folder.',
  'The client moved to ten.',
  'Call me when you land.',
];

scenario(
  'An iPhone in airplane mode misses five messages and gets them in order when it lands',
  { ...options, story: 'Nothing is lost and nothing is called delivered while the other phone is off the air' },
  async ({ ana, ben, step }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    await step('Ben takes off, in the Settings of his iPhone', () => ben.turns('airplane', 'on'));
    const missed = await step('Ana writes five messages', async () => {
      const written: Written[] = [];
      for (const text of texts) written.push(await ana.writes(text));
      return written;
    });
    await step('Ana sees that they were sent, and no more than that', async () => {
      for (const message of missed) await ana.seesThat(message, 'sent');
      const bodies = new Set(missed.map(({ body }) => body));
      const statuses = (await ana.looks()).filter(({ body }) => bodies.has(body)).map(({ status }) => status);
      assert.deepEqual(statuses, ['sent', 'sent', 'sent', 'sent', 'sent']);
    });
    await step('Ben lands, in the Settings of his iPhone', () => ben.turns('airplane', 'off'));
    await step('Ana sees that each was delivered', async () => {
      for (const message of missed) await ana.seesThat(message, 'delivered');
    });
    await step('Ben reads all five, in order, encrypted', async () => {
      await ben.opensMessages();
      await ben.opensConversationWith(ana);
      await ben.receivesInOrder(missed);
      await ben.seesEncryption();
    });
    await step('Ana sees that Ben read them', async () => {
      for (const message of missed) await ana.seesThat(message, 'displayed');
    });
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
