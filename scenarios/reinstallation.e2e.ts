import assert from 'node:assert/strict';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The Android phone is reinstalled, rejoins, and what it missed is accounted for',
  {
    feature: 'Recovery',
    story: 'What was written to keys that are gone is shown as lost to both, and the next message arrives',
    invariants: [
      'archive-complete',
      'archive-faithful',
      'no-plaintext-in-transit',
      'message-accounted-for',
      'mls-agreement',
      'mls-removed-cannot-read',
      'no-silent-downgrade',
      'archive-exactly-once',
      'metadata-schema',
      'metadata-ordered',
      'metadata-consistent',
      'webhook-authentic',
      'webhook-delivered',
      'receipt-truthful',
    ],
  },
  async ({ ana, ben, step, inject }) => {
    await step('Ana and Ben write to each other, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('My phone acts up today.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ana.receives(await ben.writes('Set it up anew.'));
    });
    await step("Messages is reinstalled on Ana's phone: new keys, no messages", () =>
      inject({ fault: 'phone.reinstalled', phone: ana.name }),
    );
    await step('She opens it and finds nothing in the conversation', async () => {
      await ana.opensMessages();
      await ana.startsConversationWith(ben);
      assert.deepEqual(await ana.looks(), []);
    });
    const missed = await step('Ben writes to the keys that are gone', () => ben.writes('Is it better now?'));
    await step('Ana sees that something came that her phone cannot read', () => ana.seesAnUndecryptableMessage());
    await step('Ben sees that it was not delivered', () => ben.seesThat(missed, 'failed'));
    const repeated = await step('Ben writes again', () => ben.writes('Once more: is it better now?'));
    await step('Ana reads it, encrypted, and replies', async () => {
      await ana.receives(repeated);
      await ana.seesEncryption();
      const answer = await ana.writes('Like new.');
      await ben.receives(answer);
      await ana.seesThat(answer, 'displayed');
    });
    await step('Both see the same code', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.notEqual(hers.verificationCode, null);
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
    });
  },
);
