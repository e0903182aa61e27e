import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Somebody leaves an encrypted group, and somebody who stays gives the others new keys',
  {
    feature: 'Groups',
    story: 'Whoever leaves is out at once: the others go on with keys that were never theirs',
    cast: { cy: { carrier: 'north' }, dee: { carrier: 'south', os: 'ios' } },
    invariants: [...everyMessage, 'no-silent-downgrade', 'mls-removed-cannot-read'],
  },
  async ({ ana, ben, cy, dee, step, recorded }) => {
    const { title, before, code } = await step('Four people talk in an encrypted group', async () => {
      const everybody = [ana, ben, cy, dee];
      await Promise.all(everybody.map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy, dee], 'Night shift');
      await ana.seesEncryption();
      const question = await ana.writes('Who stays until six?');
      await Promise.all([ben, cy, dee].map((person) => person.opensGroup(title)));
      await Promise.all([ben, cy, dee].map((person) => person.receivesFrom(ana, question)));
      const answer = await ben.writes('Not me, I go home.');
      await Promise.all([ana, cy, dee].map((person) => person.receivesFrom(ben, answer)));
      const { verificationCode } = await ana.looksAtEncryptionDetails();
      assert.notEqual(verificationCode, null, "Ana's details show no code");
      return { title, before: [question, answer], code: verificationCode };
    });
    await step('Ben leaves, on his iPhone', () => ben.leaves());
    await step('His iPhone says so, and has no field to write in any more', async () => {
      await ben.seesNotice('left', { by: ben });
      await ben.seesThatItIsClosed();
    });
    await step('The others see that he left, and who is there', async () => {
      for (const person of [ana, cy, dee]) await person.seesNotice('left', { by: ben });
      await ana.seesMembers([cy, dee]);
      await cy.seesMembers([ana, dee]);
      await dee.seesMembers([ana, cy]);
    });
    const after = await step('They go on, encrypted', async () => {
      const question = await ana.writes('Then it is the three of us.');
      await Promise.all([cy, dee].map((person) => person.receivesFrom(ana, question)));
      await ana.seesEncryption();
      const answer = await dee.writes('I brought coffee.');
      await Promise.all([ana, cy].map((person) => person.receivesFrom(dee, answer)));
      await ana.seesThat(question, 'displayed');
      return [question, answer];
    });
    await step('All three see the same code, and it is another than before', async () => {
      const details = await Promise.all([ana, cy, dee].map((person) => person.looksAtEncryptionDetails()));
      for (const { encrypted, words } of details) assert.ok(encrypted, `the details say "${words}"`);
      const codes = new Set(details.map(({ verificationCode }) => verificationCode));
      assert.equal(codes.size, 1, 'they do not see the same code');
      assert.ok(!codes.has(null), 'the details show no code to compare');
      assert.ok(!codes.has(code), 'the code did not change with the members');
    });
    await step('Ben only proposed it: somebody who stayed committed it', async () => {
      const asked = (await recorded('carrier.commit')).find(({ data }) => data.proposal !== undefined);
      assert.equal(asked?.data.from, ben.msisdn, 'nobody proposed to leave');
      const next = (await recorded('carrier.commit')).find(
        ({ seq, data }) => seq > asked.seq && data.accepted && data.proposal === undefined,
      );
      assert.ok(next, 'nobody committed it');
      assert.ok(
        [ana, cy, dee].some(({ msisdn }) => msisdn === next.data.from),
        'it was committed by Ben himself',
      );
    });
    await step('Ben still has what was said before, and nothing that came after', async () => {
      await ben.opensGroup(title);
      assert.deepEqual(
        (await ben.looks()).map(({ body }) => body),
        before.map(({ body }) => body),
      );
      const canaries = new Set(after.map(({ canary }) => canary));
      const later = (await recorded('handset.queued')).filter(({ data }) => canaries.has(data.canary ?? ''));
      const ids = new Set(later.map(({ data }) => data.message_id));
      const sentTo = (await recorded('carrier.accepted')).filter(({ data }) => ids.has(data.message_id));
      assert.ok(sentTo.length > 0, 'nothing was recorded of it');
      assert.ok(!sentTo.some(({ data }) => data.to === ben.msisdn), 'it was sent to Ben all the same');
    });
  },
);
