import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A carrier switches encryption off in mid-conversation',
  {
    feature: 'Encryption',
    story: 'Both phones show it, nothing falls back silently, and it goes on when the carrier encrypts again',
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, step, inject, heal }) => {
    await step('Ana and Ben write to each other, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const message = await ana.writes('The figures are final.');
      await ben.opensConversationWith(ana);
      await ben.receives(message);
      await ben.seesEncryption();
    });
    const fault = await step("Ana's carrier stops encrypting", () =>
      inject({ fault: 'carrier.e2eeOff', phone: ana.name }),
    );
    await step('Both phones show that the conversation is not encrypted any more', () =>
      Promise.all([ana.seesNoEncryption(), ben.seesNoEncryption()]),
    );
    await step('What Ana writes now is refused, not sent in clear', async () => {
      await ana.seesThat(await ana.writes('Send them to the bank.'), 'failed');
    });
    await step('What Ben writes now is refused, not sent in clear', async () => {
      await ben.seesThat(await ben.writes('Which account?'), 'failed');
    });
    await step('The carrier encrypts again', () => heal(fault));
    await step('Both phones show it, and messages arrive again', async () => {
      await Promise.all([ana.seesEncryption(), ben.seesEncryption()]);
      const message = await ana.writes('The usual one.');
      await ben.receives(message);
      await ana.seesThat(message, 'displayed');
    });
  },
);
