import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPlan } from '../../faults/plan/read-plan.ts';
import type { InvariantVerdict } from '../../oracle/judge.ts';
import { reachSubject } from '../../subject/integration/reach-subject.ts';
import { served } from '../../subject/serve/fixture-served.ts';
import { runAgainst } from './against-world.ts';

/** A records officer at work beside people who write and delete: everything that a subject is asked for in a few seconds. */
const plan = checkPlan(
  {
    name: 'a busy office',
    seed: 12,
    world: {
      phones: [
        { name: 'ana', os: 'android' },
        { name: 'ben', os: 'ios' },
      ],
      carriers: ['north'],
      webhookRetryMs: [1000, 2000],
    },
    steps: [
      { at: 'PT1S', do: 'hold', matter: 'rook', custodians: ['ana'] },
      { at: 'PT1S', do: 'policy', retention: 'PT120S' },
      { at: 'PT2S', do: 'send', from: 'ana', to: 'ben', body: 'Who has the contract?' },
      { at: 'PT3S', do: 'send', from: 'ben', to: 'ana', body: 'The theatre. Why?' },
      { at: 'PT8S', do: 'policy', retention: 'PT1S' },
      { at: 'PT9S', do: 'delete-message', phone: 'ana', peer: 'ben', before: 1 },
      { at: 'PT10S', do: 'send', from: 'ana', to: 'ben', body: 'They say that we never signed.' },
      { at: 'PT21S', do: 'erase', custodian: 'ben' },
      { at: 'PT21S', do: 'erase', custodian: 'ana' },
    ],
  },
  'the plan',
);

async function verdictsWith(plant?: string): Promise<readonly InvariantVerdict[]> {
  const server = await served(plant === undefined ? {} : { plant });
  try {
    const env = { GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken };
    const { verdicts, refused, entries } = await runAgainst(
      plan,
      await reachSubject({ url: server.url, iOwnThisHost: false, env }),
      { patienceMs: 5_000 },
    );
    assert.deepEqual(refused, []);
    const outcomes = entries.flatMap(({ kind, data }) =>
      kind === 'subject.erasure' ? data.outcomes.map(({ outcome }) => outcome) : [],
    );
    assert.ok(outcomes.length > 2, 'nothing was asked to be erased');
    return verdicts;
  } finally {
    await server.stop();
  }
}

const violated = (verdicts: readonly InvariantVerdict[]): readonly string[] =>
  verdicts.filter(({ outcome }) => outcome === 'violated').map(({ invariant }) => invariant);

/** Defects in another process, and what must show each: an export holds what the archive holds, its tombstones too. */
const planted = [
  ['holds-forgotten', 'archive-retained'],
  ['retention-of-the-latest-policy', 'archive-retained'],
  ['erasure-leaves-the-content', 'archive-retained', 'export-complete'],
  ['tombstone-of-another-key', 'archive-retained', 'export-complete'],
  ['archive-forgets-deletions', 'archive-faithful'],
  ['export-forgets-last', 'export-complete'],
] as const;

// Their clocks are on the wall: more of them at once, and a slow machine keeps phones from reading in time what is then deleted.
describe('a subject in another process, with a records officer', { concurrency: 3 }, () => {
  test('that keeps its promises: holds, retention, erasures, deletions and exports are judged, and hold', async () => {
    const verdicts = await verdictsWith();
    const outcome = (id: string) => verdicts.find(({ invariant }) => invariant === id);
    for (const id of ['archive-retained', 'archive-faithful', 'export-complete', 'manifest-signed']) {
      assert.equal(outcome(id)?.outcome, 'held', JSON.stringify(outcome(id)));
      assert.ok((outcome(id)?.judged ?? 0) > 0, id);
    }
    assert.deepEqual(violated(verdicts), []);
  });

  for (const [plant, ...invariants] of planted)
    test(`${invariants.join(' and ')}, and nothing else, is violated by the defect ${plant}`, async () => {
      assert.deepEqual(violated(await verdictsWith(plant)), invariants);
    });
});
