import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Both phones rotate their keys in mid-conversation',
  {
    feature: 'Encryption',
    story: 'New keys change the code that both compare, and nothing that either reads',
    invariants: [...everyMessage, 'mls-forward-secrecy', 'mls-post-compromise'],
  },
  async ({ ana, ben, step, inject }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
    });
    const before = await step('Ana writes, Ben reads it', async () => {
      const message = await ana.writes('The safe opens at nine.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      return ana.looksAtEncryptionDetails();
    });
    await step("Ana's phone rotates its keys", () => inject({ fault: 'mls.rotateKeys', phone: ana.name }));
    await step('Ben replies in the new epoch, Ana reads it', async () => {
      await ana.receives(await ben.writes('At nine, then.'));
    });
    await step("Ben's phone rotates its keys", () => inject({ fault: 'mls.rotateKeys', phone: ben.name }));
    await step('Ana writes again, Ben reads it, encrypted', async () => {
      const message = await ana.writes('Bring the second key.');
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
      await Promise.all([ana.seesEncryption(), ben.seesEncryption()]);
    });
    await step('Both see the same code, and it is a new one', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.ok(hers.encrypted && his.encrypted, 'the details do not call it encrypted');
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
      assert.notEqual(hers.verificationCode, before.verificationCode, 'the keys did not change');
    });
  },
);
