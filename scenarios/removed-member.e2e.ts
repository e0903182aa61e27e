import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'Somebody who is removed keeps what was, and reads nothing more',
  {
    feature: 'Groups',
    story: 'Whoever is taken out of a group cannot read on, whatever their phone kept',
    cast: { cy: { carrier: 'north' } },
    invariants: [...everyMessage, 'no-silent-downgrade', 'mls-removed-cannot-read'],
  },
  async ({ ana, ben, cy, step, recorded }) => {
    const { title, before, code } = await step('Ana, Ben and Cy talk in an encrypted group', async () => {
      await Promise.all([ana, ben, cy].map((person) => person.opensMessages()));
      const title = await ana.createsGroupWith([ben, cy], 'Surprise party');
      await ana.seesEncryption();
      const question = await ana.writes('Whose birthday is it?');
      await Promise.all([ben, cy].map((person) => person.opensGroup(title)));
      await Promise.all([ben, cy].map((person) => person.receivesFrom(ana, question)));
      const answer = await cy.writes('Mine.');
      await Promise.all([ana, ben].map((person) => person.receivesFrom(cy, answer)));
      const { verificationCode } = await ana.looksAtEncryptionDetails();
      assert.notEqual(verificationCode, null, "Ana's details show no code");
      return { title, before: [question, answer], code: verificationCode };
    });
    await step('Ana removes Cy', () => ana.removes(cy));
    await step('Ana and Ben see that she did, and who is left', async () => {
      for (const person of [ana, ben]) await person.seesNotice('removed', { by: ana, whom: [cy] });
      await Promise.all([ana.seesMembers([ben]), ben.seesMembers([ana])]);
    });
    await step("Cy's phone says it, too, and has no field to write in any more", async () => {
      await cy.seesNotice('removed', { by: ana, whom: [cy] });
      await cy.seesThatItIsClosed();
    });
    const after = await step('Ana and Ben go on, encrypted', async () => {
      const question = await ana.writes('Cake or pie?');
      await ben.receivesFrom(ana, question);
      await ben.seesEncryption();
      const answer = await ben.writes('Both.');
      await ana.receivesFrom(ben, answer);
      await ana.seesEncryption();
      await ben.seesThat(answer, 'displayed');
      return [question, answer];
    });
    await step('Both see the same code, and it is another than before', async () => {
      const [hers, his] = await Promise.all([ana.looksAtEncryptionDetails(), ben.looksAtEncryptionDetails()]);
      assert.ok(hers.encrypted && his.encrypted, 'the details do not call it encrypted');
      assert.equal(hers.verificationCode, his.verificationCode, 'they do not see the same code');
      assert.notEqual(hers.verificationCode, null, 'the details show no code to compare');
      assert.notEqual(hers.verificationCode, code, 'the code did not change with the members');
    });
    await step('Cy still has what was said before, and nothing that came after', async () => {
      await cy.opensGroup(title);
      assert.deepEqual(
        (await cy.looks()).map(({ body }) => body),
        before.map(({ body }) => body),
      );
      const canaries = new Set(after.map(({ canary }) => canary));
      const later = (await recorded('handset.queued')).filter(({ data }) => canaries.has(data.canary ?? ''));
      const ids = new Set(later.map(({ data }) => data.message_id));
      const sentTo = (await recorded('carrier.accepted'))
        .filter(({ data }) => ids.has(data.message_id))
        .map(({ data }) => data.to);
      assert.deepEqual(sentTo.toSorted(), [ana.msisdn, ben.msisdn].toSorted());
    });
  },
);
