import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Cy cannot open its Welcome to a group',
  {
    feature: 'Healing',
    story: 'Whoever was let in by something that cannot be opened comes in by another way, and reads what follows',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, step, inject, advance, recorded }) => {
    const everybody = [ana, ben, cy];
    await step('Welcomes for Cy are to be spoilt on their way', () =>
      inject({ fault: 'mls.welcomeUnopenable', phone: cy.name }),
    );
    const group = await step('Ana creates a group with Ben and Cy, and it is encrypted', async () => {
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Locksmiths');
      await ana.seesEncryption();
      return title;
    });
    const message = await step('Ana writes, and ten seconds pass', async () => {
      const written = await ana.writes('Does the key fit?');
      await advance('PT10S');
      return written;
    });
    await step('Ben and Cy read it, encrypted', async () => {
      for (const person of [ben, cy]) {
        await person.opensGroup(group);
        await person.receivesFrom(ana, message);
        await person.seesEncryption();
      }
    });
    await step('Cy replies, everybody reads it', async () => {
      const reply = await cy.writes('Now it does.');
      await Promise.all([ana, ben].map((person) => person.receivesFrom(cy, reply)));
      await cy.seesThat(reply, 'displayed');
    });
    await step('Cy could not open the Welcome, and came in from outside', async () => {
      const rejected = (await recorded('mls.rejected')).filter(({ data }) => data.phone === cy.name);
      assert.ok(
        rejected.some(({ data }) => data.what === 'welcome'),
        'Cy opened every Welcome: the fault did not fire',
      );
      const epochs = await recorded('mls.epoch');
      const followed = epochs.filter(({ data }) => data.by === 'external-commit');
      assert.deepEqual(followed.map(({ data }) => data.phone).toSorted(), [ana.name, ben.name]);
      const [came] = epochs.filter(({ data }) => data.phone === cy.name);
      assert.equal(came?.data.epoch_authenticator, followed[0]?.data.epoch_authenticator);
    });
    await step('All three are Healthy, and see the same code', async () => {
      const details = await Promise.all(everybody.map((person) => person.looksAtEncryptionDetails()));
      for (const { health, verificationCode } of details) {
        assert.equal(health, 'Healthy');
        assert.notEqual(verificationCode, null, 'the details show no code to compare');
        assert.equal(verificationCode, details[0]?.verificationCode, 'they do not see the same code');
      }
    });
  },
);
