import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'What Ana misses on her tablet is there when it is back on the air',
  {
    feature: 'Devices',
    story: 'A second device has the whole conversation, as encrypted as the first',
    cast: { anaTablet: { pairedWith: 'ana' } },
    invariants: ['message-accounted-for', 'receipt-truthful', 'archive-exactly-once', 'mls-agreement'],
  },
  async ({ ana, ben, anaTablet, step, inject, heal }) => {
    await step('Ben writes, and Ana reads it on both devices', async () => {
      await Promise.all([ana, ben, anaTablet].map((person) => person.opensMessages()));
      await ben.startsConversationWith(ana);
      await ben.seesEncryption();
      const message = await ben.writes('The ferry leaves at six.');
      for (const device of [ana, anaTablet]) {
        await device.opensConversationWith(ben);
        await device.receives(message);
        await device.seesEncryption();
      }
    });
    const fault = await step('The tablet is off the air', () =>
      inject({ fault: 'phone.airplaneMode', phone: anaTablet.name }),
    );
    const missed = await step('Ana replies from her phone', () => ana.writes('I will be there.'));
    await step('Ben reads it', () => ben.receives(missed));
    await step('Back on the air the tablet shows it as hers', async () => {
      await heal(fault);
      await anaTablet.seesThat(missed, 'sent');
    });
    await step('She goes on from the tablet, and Ben reads it, encrypted', async () => {
      const message = await anaTablet.writes('Save me a seat.');
      await ben.receives(message);
      await ben.seesEncryption();
      await ana.seesThat(message, 'sent');
    });
  },
);
