import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'The Android phone is reinstalled, rejoins, and is sent again what it missed',
  {
    feature: 'Recovery',
    story:
      'What was written to keys that are gone is sent again to the new ones, once, and nobody has to type anything twice',
    invariants: [...everyMessage, 'mls-removed-cannot-read', 'no-silent-downgrade'],
  },
  async ({ ana, ben, step, inject, recorded }) => {
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
    await step('Ana reads it all the same, encrypted, and once', async () => {
      await ana.receives(missed);
      await ana.seesEncryption();
      const shown = (await ana.looks()).map(({ direction, body, status }) => [direction, body, status]);
      assert.deepEqual(shown, [['in', missed.body, null]]);
    });
    await step('Ben sees that she read it, and wrote it once', async () => {
      await ben.seesThat(missed, 'displayed');
      assert.equal((await ben.looks()).filter(({ body }) => body === missed.body).length, 1);
    });
    await step("Her phone could not open the first copy: Ben's phone sent it again", async () => {
      const queued = await recorded('handset.queued');
      if (queued.length === 0) return; // a real phone tells nobody how it got there
      const id = queued.find(({ data }) => data.canary === missed.canary)?.data.message_id;
      const unopened = (await recorded('handset.undecryptable')).map(({ data }) => data.message_id);
      assert.ok(id !== undefined && unopened.includes(id), 'her phone opened the first copy: it kept its keys');
      const again = (await recorded('mls.resent')).map(({ data }) => data.original_message_id);
      assert.ok(again.includes(id), 'it was not sent again');
    });
    await step('Ana replies, Ben reads it', async () => {
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
