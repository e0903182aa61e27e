import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { checkPlan, loadPlan } from '../../faults/plan/read-plan.ts';
import type { Plan } from '../../faults/plan/schema.ts';
import { reachSubject } from '../../subject/integration/reach-subject.ts';
import { served } from '../../subject/serve/fixture-served.ts';
import type { WorldResult } from '../explore.ts';
import type { KeptPlan } from '../keep-plans.ts';
import { exploreAgainst } from './explore-against.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-against-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const plan = checkPlan(
  {
    name: 'a message',
    seed: 5,
    world: {
      phones: [
        { name: 'ana', os: 'android' },
        { name: 'ben', os: 'ios' },
      ],
      carriers: ['north'],
      webhookRetryMs: [1000, 2000],
    },
    steps: [{ at: 'PT2S', do: 'send', from: 'ana', to: 'ben', body: 'Are you there?' }],
  },
  'the plan',
);

/** Plays one plan against `greenroom subject serve` in another process, with or without a defect in it. */
async function against(server: { url: string; operatorToken: string }, played: Plan) {
  const results: WorldResult[] = [];
  const kept: KeptPlan[] = [];
  await exploreAgainst({
    reached: await reachSubject({
      url: server.url,
      iOwnThisHost: false,
      env: { GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken },
    }),
    plans: new Map([[0, played]]),
    together: 1,
    folder,
    onResult: (result) => results.push(result),
    onPlan: (one) => kept.push(one),
    signal: new AbortController().signal,
  });
  const [result] = results;
  assert.ok(result);
  return { result, kept };
}

describe('against a subject in another process', { concurrency: true }, () => {
  test('what keeps its promises holds: archive, metadata and log are judged', async () => {
    const server = await served();
    try {
      const { result, kept } = await against(server, plan);
      assert.deepEqual([result.violated, result.unknown, kept], [[], [], []]);
      for (const id of ['archive-complete', 'archive-faithful', 'archive-tamper-evident', 'webhook-authentic'])
        assert.ok(result.exercised.includes(id), `${id} had nothing to judge`);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  test('a defect planted in it is found, and the plan that is written shows it again', async () => {
    const server = await served({ plant: 'receiver-forgets-the-hash' });
    try {
      const { result, kept } = await against(server, plan);
      assert.ok(result.violated.length > 0);
      const [first] = kept;
      assert.ok(first, 'no plan was written');
      const written = loadPlan(first.file);
      assert.ok(result.violated.includes(written.expect?.violated ?? ''));
      assert.match(readFileSync(first.file, 'utf8'), /"canary": "GR/);
      const again = await against(server, written);
      assert.ok(again.result.violated.includes(written.expect?.violated ?? ''));
    } finally {
      await server.stop();
    }
  });
});
