import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Somebody who is added in mid-conversation reads what comes after, and not what was before',
  {
    feature: 'Groups',
    story: 'Who comes in late is in from then on, and everybody can see since when',
    cast: { cy: { carrier: 'north' }, dee: { carrier: 'south', os: 'ios' } },
    invariants: [...everyMessage, 'no-silent-downgrade'],
  },
  async ({ ana, ben, cy, dee, step, recorded }) => {
    const { title, before, code } = await step('Ana, Ben and Cy talk in an encrypted group', async () => {
      await Promise.all([ana, ben, cy, dee].map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Garden plans');
      await ana.seesEncryption();
      const question = await ana.writes('Who digs?');
      await Promise.all([ben, cy].map((person) => person.opensGroup(title)));
      await ben.receivesFrom(ana, question);
      const answer = await ben.writes('Ask somebody with a spade.');
      await Promise.all([ana.receivesFrom(ben, answer), cy.receivesFrom(ben, answer)]);
      const { verificationCode } = await ana.looksAtEncryptionDetails();
      assert.notEqual(verificationCode, null, "Ana's details show no code");
      return { title, before: [question, answer], code: verificationCode };
    });
    await step('Ben adds Dee, on his iPhone', () => ben.adds(dee));
    await step('Everybody sees that he did', async () => {
      await dee.opensGroup(title);
      for (const person of [ana, ben, cy, dee]) await person.seesNotice('added', { by: ben, whom: [dee] });
      await ana.seesMembers([ben, cy, dee]);
      await ben.seesMembers([ana, cy, dee]);
      await dee.seesMembers([ana, ben, cy]);
    });
    const welcome = await step('Ana writes, and Dee reads it, encrypted, under her name', async () => {
      const written = await ana.writes('Welcome, Dee. Do you have a spade?');
      await dee.receivesFrom(ana, written);
      await dee.seesEncryption();
      return written;
    });
    await step('Dee answers, and everybody reads it', async () => {
      const answer = await dee.writes('Two.');
      await Promise.all([ana, ben, cy].map((person) => person.receivesFrom(dee, answer)));
      await dee.seesThat(answer, 'displayed');
    });
    await step('Of what was written before Dee has nothing, not even something that cannot be read', async () => {
      const bodies = (await dee.looks()).filter(({ direction }) => direction === 'in').map(({ body }) => body);
      assert.deepEqual(bodies, [welcome.body]);
      const canaries = new Set(before.map(({ canary }) => canary));
      const accepted = new Set((await recorded('carrier.accepted')).map(({ data }) => `${data.message_id} ${data.to}`));
      const earlier = (await recorded('handset.queued')).filter(({ data }) => canaries.has(data.canary ?? ''));
      assert.equal(earlier.length, before.length);
      for (const { data } of earlier) {
        assert.ok(accepted.has(`${data.message_id} ${cy.msisdn}`), 'it was not sent to the group');
        assert.ok(!accepted.has(`${data.message_id} ${dee.msisdn}`), 'it was sent to Dee');
      }
    });
    await step('All four see the same code, and it is another than before', async () => {
      const everybody = [ana, ben, cy, dee];
      const details = await Promise.all(everybody.map((person) => person.looksAtEncryptionDetails()));
      for (const { encrypted, words } of details) assert.ok(encrypted, `the details say "${words}"`);
      const codes = new Set(details.map(({ verificationCode }) => verificationCode));
      assert.equal(codes.size, 1, 'they do not see the same code');
      assert.ok(!codes.has(null), 'the details show no code to compare');
      assert.ok(!codes.has(code), 'the code did not change with the members');
    });
  },
);
