import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

const options = {
  feature: 'Encryption',
  invariants: [...everyMessage, 'no-silent-downgrade'],
} as const;

scenario(
  'A member turns encryption off in a group: everybody sees it, and nothing is encrypted again by itself',
  {
    ...options,
    story: 'Encryption ends for everybody at once and in sight of all, never for some of them or by and by',
    cast: { cy: { carrier: 'south' } },
  },
  async ({ ana, ben, cy, step, advance, recorded }) => {
    await step('Ana, Ben and Cy talk in an encrypted group', async () => {
      await Promise.all([ana, ben, cy].map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Book club');
      await ana.seesEncryption();
      const question = await ana.writes('Which one next?');
      await Promise.all([ben, cy].map((person) => person.opensGroup(title)));
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, question)));
      const answer = await ben.writes('The thin one.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, answer)));
      await Promise.all([ben, cy].map((person) => person.seesEncryption()));
    });
    await step('Ana turns encryption off', () => ana.turnsOffEncryption());
    await step('Everybody is told that she did, and that it is not encrypted any more', async () => {
      for (const person of [ana, ben, cy]) {
        await person.seesNotice('encryption-ended', { by: ana });
        await person.seesThatItIsNotEncrypted();
      }
    });
    await step('What is written now goes in clear, and everybody reads it under those words', async () => {
      const question = await ana.writes('Can you read this?');
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, question)));
      const answer = await ben.writes('We, and the carrier.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, answer)));
      await ana.seesThat(question, 'displayed');
      await Promise.all([ana, ben, cy].map((person) => person.seesThatItIsNotEncrypted()));
    });
    await step('A minute later it is no different', async () => {
      await advance('PT1M');
      const message = await ben.writes('Still the thin one.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, message)));
      await Promise.all([ana, ben, cy].map((person) => person.seesThatItIsNotEncrypted()));
    });
    await step('The details say it, too', async () => {
      const details = await Promise.all([ana, ben].map((person) => person.looksAtEncryptionDetails()));
      for (const { encrypted, words, health, verificationCode } of details) {
        assert.ok(!encrypted, `the details say "${words}"`);
        assert.deepEqual([health, verificationCode], ['DoneEndMls', null]);
      }
    });
    await step('Two messages left their phones encrypted, then three in clear', async () => {
      const sent = (await recorded('handset.sent')).map(({ data }) => data.encrypted);
      assert.deepEqual(sent, [true, true, false, false, false]);
    });
  },
);

scenario(
  'Encryption is turned off between two people: both see it, and nothing is encrypted again by itself',
  { ...options, story: 'Neither of two people goes on believing in encryption that the other has ended' },
  async ({ ana, ben, step, advance, recorded }) => {
    await step('Ana and Ben write to each other, encrypted', async () => {
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await ana.startsConversationWith(ben);
      await ana.seesEncryption();
      const question = await ana.writes('Shall we stop whispering?');
      await ben.opensConversationWith(ana);
      await ben.receives(question);
      await ben.seesEncryption();
      await ana.receives(await ben.writes('Gladly.'));
    });
    await step('Ana turns encryption off', () => ana.turnsOffEncryption());
    await step('Both phones show that it is not encrypted any more', () =>
      Promise.all([ana.seesThatItIsNotEncrypted(), ben.seesThatItIsNotEncrypted()]),
    );
    await step('What both write now goes in clear, and arrives', async () => {
      const loud = await ana.writes('CAN YOU HEAR ME?');
      await ben.receives(loud);
      await ana.seesThat(loud, 'displayed');
      await ana.receives(await ben.writes('Everybody can.'));
    });
    await step('A minute later, and with Messages opened anew, it is no different', async () => {
      await advance('PT1M');
      await Promise.all([ana.opensMessages(), ben.opensMessages()]);
      await Promise.all([ana.opensConversationWith(ben), ben.opensConversationWith(ana)]);
      await ben.receives(await ana.writes('Good.'));
      await Promise.all([ana.seesThatItIsNotEncrypted(), ben.seesThatItIsNotEncrypted()]);
    });
    await step('The details say it, too', async () => {
      const details = await Promise.all([ana, ben].map((person) => person.looksAtEncryptionDetails()));
      for (const { encrypted, words, health, verificationCode } of details) {
        assert.ok(!encrypted, `the details say "${words}"`);
        assert.deepEqual([health, verificationCode], ['DoneEndMls', null]);
      }
    });
    await step('Two messages left their phones encrypted, then three in clear', async () => {
      const sent = (await recorded('handset.sent')).map(({ data }) => data.encrypted);
      assert.deepEqual(sent, [true, true, false, false, false]);
    });
  },
);
