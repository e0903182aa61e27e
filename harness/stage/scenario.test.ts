import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { headlessUser } from '../../simulators/handset/ui/headless-user.ts';
import { makeCanary } from '../../simulators/kernel/canary.ts';
import { readJournal } from '../../simulators/kernel/journal/reader.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { lobbyPhones } from './lobby.ts';
import { startScenarioWorld } from './scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-scenario-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const invariants = [
  'archive-complete',
  'archive-faithful',
  'message-accounted-for',
  'mls-agreement',
  'mls-forward-secrecy',
  'no-plaintext-in-transit',
];
const seed = testSeed();

test(`a conversation on the wall clock, over real sockets, is judged and leaves its plan (seed ${seed})`, async () => {
  const settings = {
    folder,
    phones: [
      { name: 'ana', os: 'android' as const, simulated: true },
      { name: 'ben', os: 'ios' as const, simulated: true },
    ],
    iphones: 'tunnel' as const,
  };
  const clock = wallClock((label, error) => assert.fail(`${label}: ${String(error)}`));
  const phones = lobbyPhones(settings, clock);
  const [ana, ben] = [...phones.values()];
  assert.ok(ana && ben);
  const canaries = seededRandom(seed);
  for (const round of ['first', 'second']) {
    const scenario = await startScenarioWorld(join(folder, round), settings, { name: round, seed, invariants }, phones);
    const [one, two] = scenario.started.phones;
    assert.ok(one && two);
    const canary = makeCanary(canaries);
    const body = `hello from the ${round} world ${canary}`;
    scenario.append({ kind: 'ui.sent', data: { phone: 'ana', peer: two.msisdn, body, canary } });
    headlessUser(ana).send(two.msisdn, body);
    const reader = headlessUser(ben);
    const limit = performance.now() + 10_000;
    let seen = reader.look(one.msisdn);
    while (seen.bubbles.length === 0 && performance.now() < limit) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen = reader.look(one.msisdn);
    }
    scenario.append({
      kind: 'ui.shown',
      data: { phone: 'ben', peer: one.msisdn, encrypted: seen.encrypted, bubbles: [...seen.bubbles] },
    });
    assert.deepEqual(
      seen.bubbles.map(({ body }) => body),
      [body],
    );
    assert.equal(seen.encrypted, true);
    const beforeMs = performance.now();
    await scenario.advance('PT20S');
    assert.ok(performance.now() - beforeMs < 10_000, 'time was waited for');
    const { verdicts, plan } = await scenario.end();
    assert.deepEqual(
      verdicts
        .filter(({ outcome }) => outcome === 'held')
        .map(({ invariant }) => invariant)
        .sort(),
      [...invariants].sort(),
    );
    assert.deepEqual(
      verdicts.filter(({ outcome }) => outcome !== 'held' && outcome !== 'not-exercised'),
      [],
    );
    assert.equal(JSON.parse(readFileSync(plan, 'utf8')).steps.length > 0, true);
    assert.deepEqual(
      readdirSync(join(folder, round))
        .filter((name) => name.endsWith('.json'))
        .sort(),
      ['plan.json', 'verdicts.json'],
    );
    const entries = readJournal(join(folder, round, 'journal.jsonl'));
    assert.equal(entries.at(-1)?.kind, 'world.ended');
    const [looked, settled] = ['ui.shown', 'world.settled'].map((kind) =>
      Date.parse(entries.findLast((entry) => entry.kind === kind)?.at ?? ''),
    );
    assert.ok((settled ?? 0) - (looked ?? 0) >= 20_000, 'no time passed');
  }
  clock.stop();
});
