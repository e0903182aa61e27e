import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'First encrypted message and reply',
  {
    feature: 'Conversation',
    story: 'Two people on different systems write to each other for the first time, end-to-end encrypted',
    invariants: [...everyMessage, 'mls-forward-secrecy', 'no-silent-downgrade'],
  },
  async ({ ana, ben, step }) => {
    await step('Both open Messages', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
    });
    await step('Ana starts a conversation with Ben, and it is encrypted', async () => {
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    const question = await step('Ana writes', () => ana.writes('Lunch at noon, the place by the river?'));
    await step('Ana sees that it was delivered', () => ana.seesThat(question, 'delivered'));
    await step('Ben opens the conversation and reads it, encrypted', async () => {
      await ben.opensConversationWith(ana);
      await ben.receives(question);
      await ben.seesEncryption();
    });
    await step('Ana sees that Ben read it', () => ana.seesThat(question, 'displayed'));
    const answer = await step('Ben replies', () => ben.writes('Noon it is.'));
    await step('Ana reads the reply, Ben sees that she did', async () => {
      await ana.receives(answer);
      await ben.seesThat(answer, 'displayed');
    });
    await step('Both compare the encryption details', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.ok(hers.encrypted, `Ana's details say "${hers.words}"`);
      assert.ok(his.encrypted, `Ben's details say "${his.words}"`);
      assert.notEqual(hers.verificationCode, null, "Ana's details show no code to compare");
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
    });
    await step('Both look at the whole conversation', async () => {
      const [hers, his] = await Promise.all([ana.looks(), ben.looks()]);
      const said = (bubbles: typeof hers) => bubbles.map(({ direction, body }) => [direction, body]);
      assert.deepEqual(said(hers), [
        ['out', question.body],
        ['in', answer.body],
      ]);
      assert.deepEqual(said(his), [
        ['in', question.body],
        ['out', answer.body],
      ]);
    });
  },
);
