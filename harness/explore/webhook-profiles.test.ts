import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { webhookProfiles } from '../../simulators/enterprise/webhook-profile.ts';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import type { Plan } from '../faults/plan/schema.ts';
import { playPlan } from './play-plan.ts';
import { runPlan } from './run-plan.ts';
import { standardPlan } from './standard-plan.ts';

const seed = testSeed();

for (const profile of webhookProfiles) {
  test(`profile ${profile}: every invariant of webhooks and metadata is judged on the standard plan, and holds`, async () => {
    const plan: Plan = { ...standardPlan, world: { ...standardPlan.world, webhooks: { profile } } };
    const { verdicts, entries } = await runPlan(plan, { clock: 'virtual' });
    for (const { invariant, outcome, judged, violations } of verdicts) {
      assert.notEqual(outcome, 'violated', `${invariant}: ${violations[0]?.what}`);
      if (!/^(webhook|metadata)-/.test(invariant)) continue;
      assert.equal(outcome, 'held', invariant);
      assert.ok(judged > 0, invariant);
    }
    const attempts = entries.filter(({ kind }) => kind === 'webhook.attempt').length;
    assert.ok(attempts > 10, `${attempts} attempts`);
  });
}

/** A conversation of two with bodies to fill in, and everything that a receiver may be put to. */
const conversation = (profile: Plan['world']['webhooks'], bodies: readonly string[]): Plan => ({
  name: 'two bodies',
  seed: 7,
  world: { ...standardPlan.world, ...(profile && { webhooks: profile }) },
  steps: [
    { at: 'PT2S', fault: 'webhook.duplicate', copies: 1, afterMs: 100, for: 'PT4S' },
    { at: 'PT3S', do: 'send', from: 'ana', to: 'ben', body: bodies[0] ?? '' },
    { at: 'PT6S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT7S', fault: 'webhook.unavailable', status: 503, for: 'PT4S' },
    { at: 'PT8S', do: 'send', from: 'ben', to: 'ana', body: bodies[1] ?? '' },
  ],
});

/** What the platform and the metadata show of a run, without the hashes of bodies. */
async function metadataOf(plan: Plan) {
  const blobs = memoryBlobs();
  const { entries } = await playPlan(plan, { blobs });
  const hashes: string[] = [];
  const masked = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (name, field: unknown) => {
        if (name !== 'content_hash' || field === null) return field;
        hashes.push(String(field));
        return 'a content hash';
      }),
    );
  const seen = entries.flatMap((entry: JournalEntry): unknown[] => {
    const { kind, at, data } = entry;
    if (kind.startsWith('webhook.') || kind === 'subject.event') return [{ kind, at, data: masked(data) }];
    // What a phone sends to the platform: its size, too.
    if (kind === 'wire.sent' && data.to === 'platform') return [{ kind, at, data: { ...data, blob: '' } }];
    return [];
  });
  const uploads = entries.flatMap((entry: JournalEntry) =>
    entry.kind === 'wire.sent' && entry.data.to === 'enterprise' ? [`${entry.at} ${entry.data.bytes}`] : [],
  );
  return { seen, hashes: new Set(hashes), uploads };
}

/** Whether a body, its canary and the mark of its end fit the smallest size that copies are padded to, 64 bytes. */
const isSmall = (body: string): boolean => Buffer.byteLength(body) + 1 + 13 + 1 <= 64;

test(`two runs that differ only in bodies differ only in hashes and size buckets (seed ${seed})`, async () => {
  const body = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...webhookProfiles),
      fc.tuple(body, body),
      fc.tuple(body, body),
      async (profile, one, other) => {
        const first = await metadataOf(conversation({ profile }, one));
        const second = await metadataOf(conversation({ profile }, other));
        assert.ok(first.seen.length > 20, `${first.seen.length} entries`);
        assert.deepEqual(second.seen, first.seen);
        if ([...one, ...other].every(isSmall)) assert.deepEqual(second.uploads, first.uploads);
        assert.ok(first.uploads.length >= 4, `${first.uploads.length} requests to the enterprise`);
        if (profile === 'rbm') assert.equal(first.hashes.size, 0);
        else assert.equal(first.hashes.size, 2);
        for (const [index, text] of one.entries()) {
          const [a, b] = [[...first.hashes][index], [...second.hashes][index]];
          if (profile !== 'rbm') assert.equal(a === b, text === other[index], 'a hash is that of its body');
        }
      },
    ),
    { seed, numRuns: 12 },
  );
});
