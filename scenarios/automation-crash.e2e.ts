import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  "The receiving phone's automation server crashes",
  {
    feature: 'Recovery',
    story: 'A driver that dies is the device’s failure, not the product’s: the suite gets over it and judges on',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, recovers }) => {
    await step('Ana and Ben are in touch, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      await ben.opensConversationWith(ana);
    });
    const fault = await step("The automation server on Ben's iPhone crashes", () =>
      inject({ fault: 'phone.automationCrashed', phone: ben.name }),
    );
    const message = await step('Ana writes all the same', () => ana.writes('Is this thing on?'));
    assert.ok(fault !== '' && message.canary !== '');
    const { incident } = await step('Ben reads it, with a new session', () =>
      recovers(ben, async () => {
        await ben.opensMessages();
        await ben.opensConversationWith(ana);
        await ben.receives(message);
      }),
    );
    assert.equal(incident?.class, 'device', 'no session was lost: the fault did not fire');
    await step('Ana sees that Ben read it, and Ben replies', async () => {
      await ana.seesThat(message, 'displayed');
      await ana.receives(await ben.writes('It is again.'));
    });
  },
);
