import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A commit is accepted, but its reply is lost',
  {
    feature: 'Encryption',
    story: 'A phone that does not know whether its new keys were taken asks again, and neither side is left behind',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, advance, recorded }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('Do you have the minutes?');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
    });
    await step("Replies to Ana's commits are lost for twenty seconds", () =>
      inject({ fault: 'mls.commitReplyLost', phone: ana.name, for: 'PT20S' }),
    );
    await step("Ana's phone rotates its keys", () => inject({ fault: 'mls.rotateKeys', phone: ana.name }));
    const message = await step('Ana writes, and her phone holds the message back', async () => {
      const written = await ana.writes('I will look for page three.');
      const bubble = (await ana.looks()).find(({ body }) => body === written.body);
      assert.equal(bubble?.status, 'sending');
      return written;
    });
    await step('Half a minute passes', () => advance('PT35S'));
    await step('It arrives when her phone has asked again, and Ben answers', async () => {
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
      await ana.receives(await ben.writes('It was in the printer.'));
    });
    await step("Ana's phone learned only after the twenty seconds that its commit had been taken", async () => {
      const commits = (await recorded('mls.commit')).filter(({ data }) => data.phone === ana.name);
      const [healed] = await recorded('fault.healed');
      const accepted = commits.at(-1);
      assert.equal(accepted?.data.state, 'accepted');
      assert.ok(healed && healed.seq < accepted.seq, 'no reply was lost: the fault did not fire');
    });
    await step('Both see the same code', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.notEqual(hers.verificationCode, null);
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
    });
  },
);
