import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { connectionError } from '../../kernel/network.ts';
import { testSeed } from '../../kernel/test-seed.ts';
import { agentRig, message } from './fixture.ts';

const seed = testSeed();

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('capture' as const), decrypted: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('network' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answers lost' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart app' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart enterprise' as const) }) },
);

test(`every captured message has one record, whatever the network, the app and the enterprise do (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const rig = agentRig('property');
      let answersLost = false;
      rig.network.intercept('enterprise.test', (next) => async (request) => {
        const response = await next(request);
        if (answersLost) throw connectionError('ECONNRESET', 'enterprise.test');
        return response;
      });
      const captured: string[] = [];
      rig.agent.enrol().catch(() => {});
      for (const one of steps) {
        if (one.do === 'capture') {
          const message_id = `M${captured.length}`;
          captured.push(message_id);
          rig.agent.captured(message({ message_id, body: one.decrypted ? `body ${message_id}` : null }));
        } else if (one.do === 'wait') await rig.clock.runFor(one.ms);
        else if (one.do === 'network') rig.setOnline(one.on);
        else if (one.do === 'answers lost') answersLost = one.on;
        else if (one.do === 'restart enterprise') {
          rig.enterprise.restart();
        } else {
          rig.restartApp();
          rig.agent.enrol().catch(() => {});
        }
      }
      rig.setOnline(true);
      answersLost = false;
      await rig.clock.runFor(30_000);
      assert.equal(rig.agent.pending(), 0);
      assert.deepEqual((await rig.records()).map(({ message_id }) => message_id).sort(), [...captured].sort());
    }),
    { seed, numRuns: 60 },
  );
});
