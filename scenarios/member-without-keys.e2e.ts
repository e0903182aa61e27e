import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A member without keys keeps a whole group from being encrypted, and it says so',
  {
    feature: 'Groups',
    story: 'A group is encrypted for everybody or for nobody, and no phone pretends otherwise',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, inject, advance, recorded }) => {
    await step('Cy sets her phone up with encryption switched off: the key directory has no keys of hers', async () => {
      await cy.turns('e2ee', 'off');
      await inject({ fault: 'phone.reinstalled', phone: cy.name });
      await advance('PT5S');
      await Promise.all([ana, ben, cy].map((person) => person.opensMessages()));
    });
    const title = await step('Ana creates a group with Ben and Cy, and it says that it is not encrypted', async () => {
      const made = await ana.createsGroupWith([ben, cy], 'Open house');
      await ana.seesThatItIsNotEncrypted();
      return made;
    });
    await step('Ana writes, and Ben and Cy read it in clear, under the same words', async () => {
      const message = await ana.writes('The door is open.');
      for (const person of [ben, cy]) {
        await person.opensGroup(title);
        await person.receivesFrom(ana, message);
        await person.seesThatItIsNotEncrypted();
      }
      await ana.seesThat(message, 'displayed');
    });
    await step("Cy answers, and everybody reads it; Ben's answer waits for keys that may still come", async () => {
      const cys = await cy.writes('Coming.');
      await Promise.all([ana, ben].map((person) => person.receivesFrom(cy, cys)));
      const bens = await ben.writes('So we see.');
      const bubble = (await ben.looks()).find(({ body }) => body === bens.body);
      assert.equal(bubble?.status, 'sending');
      await advance('PT30S');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(ben, bens)));
    });
    await step('The details say the same: no encryption, no code to compare', async () => {
      const details = await Promise.all([ana, ben].map((person) => person.looksAtEncryptionDetails()));
      for (const { encrypted, words, verificationCode } of details) {
        assert.ok(!encrypted, `the details say "${words}"`);
        assert.equal(verificationCode, null, 'there is a code for what is not encrypted');
      }
    });
    await step('Cy switches encryption on: now there are keys of hers', async () => {
      await cy.turns('e2ee', 'on');
      await advance('PT30S');
      const keys = (await recorded('carrier.keypackages')).filter(({ data }) => data.msisdn === cy.msisdn);
      assert.ok((keys.at(-1)?.data.stored ?? 0) > 0, "Cy's phone published no keys");
    });
    await step('The group stays as it was, and goes on saying so', async () => {
      const message = await ana.writes('Still open?');
      await cy.opensGroup(title);
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, message)));
      await Promise.all([ana, ben, cy].map((person) => person.seesThatItIsNotEncrypted()));
      const sent = await recorded('handset.sent');
      assert.equal(sent.length, 4);
      assert.ok(!sent.some(({ data }) => data.encrypted), 'something was encrypted by itself');
    });
    await step('A new group of the same three is encrypted', async () => {
      const closed = await ana.createsGroupWith([ben, cy], 'Closed doors');
      await ana.seesEncryption();
      const message = await ana.writes('This one is for us.');
      await Promise.all([ben, cy].map((person) => person.opensGroup(closed)));
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, message)));
      await Promise.all([ben, cy].map((person) => person.seesEncryption()));
      assert.equal((await recorded('handset.sent')).at(-1)?.data.encrypted, true, 'it left in clear');
    });
  },
);
