import assert from 'node:assert/strict';
import { everyMessage } from '../harness/rehearsal/every-message.ts';
import { scenario } from '../harness/rehearsal/scenario.ts';

scenario(
  'A certificate is about to end, and its owner begins a conversation',
  {
    feature: 'Identity',
    story:
      'Who cannot prove for long who he is begins nothing, sends nothing in clear, and is heard once he has renewed',
    invariants: everyMessage,
  },
  async ({ ana, ben, step, inject, heal, advance, recorded }) => {
    const fault = await step("Ben's certificate has twenty days left, too few for any group", () =>
      inject({ fault: 'mls.certificateNearExpiry', phone: ben.name, days: 20 }),
    );
    const message = await step(
      'Ben writes to Ana for the first time, and his phone holds the message back',
      async () => {
        await Promise.all([ana.opensMessages(), ben.opensMessages()]);
        await ben.startsConversationWith(ana);
        const written = await ben.writes('It is still me, for twenty days.');
        await advance('PT10S');
        const bubble = (await ben.looks()).find(({ body }) => body === written.body);
        assert.equal(bubble?.status, 'sending');
        return written;
      },
    );
    await step('The certificate is renewed', async () => {
      await heal(fault);
      await advance('PT30S');
    });
    await step('Ana reads the message, encrypted, and answers', async () => {
      await ana.opensConversationWith(ben);
      await ana.receives(message);
      await ana.seesEncryption();
      await ben.receives(await ana.writes('I never doubted it.'));
      await ben.seesEncryption();
    });
    await step('It was the certificate that it waited for', async () => {
      const ends = (await recorded('mls.certified'))
        .filter(({ data }) => data.phone === ben.name)
        .map(({ data }) => data.not_after_ms);
      const [usual, brief, renewed] = ends;
      assert.ok(
        usual && brief && renewed && brief < usual && brief < renewed,
        `Ben's certificates: ${ends.join(', ')}`,
      );
      const [healed] = await recorded('fault.healed');
      const [group] = await recorded('mls.epoch');
      assert.ok(healed && group && healed.seq < group.seq, 'a group was made before the certificate was renewed');
    });
  },
);
