import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../../simulators/kernel/wall/os-random.ts';
import { checkPlan } from '../../faults/plan/read-plan.ts';
import { makeTenant } from '../../subject/check/make-tenant.ts';
import { type ReachedSubject, reachSubject } from '../../subject/integration/reach-subject.ts';
import { type Served, served } from '../../subject/serve/fixture-served.ts';
import type { AgainstResult } from './against-result.ts';
import { runAgainst } from './against-world.ts';
import { SubjectUnreachable } from './contact.ts';
import { exploreAgainst } from './explore-against.ts';
import { type Front, front } from './fixture-front.ts';
import { WorldInterrupted } from './world-cut-short.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-cut-short-'));
let server: Served;
before(async () => {
  server = await served();
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const phones = [
  { name: 'ana', os: 'android' },
  { name: 'ben', os: 'ios' },
];
const plan = checkPlan(
  {
    name: 'an office',
    seed: 3,
    world: { phones, carriers: ['north'], webhookRetryMs: [1000, 2000] },
    steps: [
      { at: 'PT1S', do: 'hold', matter: 'rook', custodians: ['ana'] },
      { at: 'PT2S', do: 'send', from: 'ana', to: 'ben', body: 'Are you there?' },
      { at: 'PT6S', do: 'erase', custodian: 'ana' },
      { at: 'PT6S', do: 'erase', custodian: 'ben' },
    ],
  },
  'the plan',
);

const reach = (url: string): Promise<ReachedSubject> =>
  reachSubject({ url, iOwnThisHost: false, env: { GREENROOM_SUBJECT_SERVER_TOKEN: server.operatorToken } });

/** Explores three worlds, of which two are played at a time. */
async function explored(at: Front, signal = new AbortController().signal) {
  const results: AgainstResult[] = [];
  const began = performance.now();
  let failure: unknown;
  try {
    await exploreAgainst({
      reached: await reach(at.url),
      plans: new Map([0, 1, 2].map((index) => [index, plan])),
      together: 2,
      folder,
      signal,
      onResult: (result) => results.push(result),
      onPlan: () => {},
    });
  } catch (error) {
    failure = error;
  }
  return { results, failure, tookMs: performance.now() - began };
}

/** Waits until a world is being played. */
async function busy(at: Front): Promise<void> {
  while (at.requests() < 12) await pause(50);
}

describe('a world that does not come to its end', { concurrency: true }, () => {
  test('because the subject goes away is no violation: its URL is named, and no other world begins', async () => {
    const before = await front('forwards', server.url);
    const going = explored(before);
    await busy(before);
    await before.leave();
    const { results, failure, tookMs } = await going;
    assert.ok(failure instanceof SubjectUnreachable, String(failure));
    assert.ok(failure.message.includes(before.url) && failure.message.includes('ECONNREFUSED'), failure.message);
    assert.deepEqual(results, []);
    assert.ok(tookMs < 60_000, `it took ${tookMs} ms`);
  });

  test('because the subject takes connections and answers nothing ends in time, too', async () => {
    const before = await front('forwards', server.url);
    const going = explored(before);
    await busy(before);
    before.mode = 'hangs';
    const { results, failure, tookMs } = await going;
    await before.leave();
    assert.ok(failure instanceof SubjectUnreachable, String(failure));
    assert.match(failure.message, /answers nothing/);
    assert.deepEqual(results, []);
    assert.ok(tookMs < 90_000, `it took ${tookMs} ms`);
  });

  test('because the subject fails whatever it is asked is unknown, and not held', async () => {
    const before = await front('fails');
    const { results, failure } = await explored(before);
    await before.leave();
    assert.equal(failure, undefined);
    assert.equal(results.length, 3);
    for (const { held, unknown } of results) {
      assert.deepEqual(held, []);
      assert.match(unknown.join(), /nothing could be judged: .*\/tenants answered 500/);
    }
  });

  test('because somebody ends it is over at once, and does not count', async () => {
    const before = await front('forwards', server.url);
    const stop = new AbortController();
    const going = explored(before, stop.signal);
    await busy(before);
    const asked = performance.now();
    stop.abort();
    const { results, failure } = await going;
    assert.ok(performance.now() - asked < 5_000);
    await before.leave();
    assert.deepEqual([results, failure], [[], undefined]);
  });

  test('leaves no hold behind on a tenant that stays, nor does one that does; the next world is judged beside what stands', async () => {
    const clock = wallClock((_, error) => assert.fail(String(error)));
    const { fetch, url } = await reach(server.url);
    const made = await makeTenant({ clock, fetch, random: osRandomStream(), url, operatorToken: server.operatorToken });
    const { keys, ...tenant } = made;
    const reached: ReachedSubject = {
      url: tenant.baseUrl,
      fetch,
      credentials: { kind: 'tenant', tenant, keys },
      unsupported: new Set(),
    };
    const ask = (method: string, path: string, token: string, body?: object) =>
      fetch(
        new Request(`${tenant.baseUrl}${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        }),
      );
    const standing = async (): Promise<readonly string[]> => {
      const { holds } = (await (await ask('GET', '/holds', tenant.auditorToken)).json()) as {
        holds: { matter: string; released_at: string | null }[];
      };
      return holds.filter(({ released_at }) => released_at === null).map(({ matter }) => matter);
    };
    const others = { matter: 'others', custodians: ['+447700900002'], from: null, to: null };
    assert.equal((await ask('POST', '/holds', tenant.operatorToken, others)).status, 201);

    const stop = new AbortController();
    const left: string[] = [];
    const cut = runAgainst(plan, reached, { signal: stop.signal, onLeft: (what) => left.push(what) });
    while (!(await standing()).includes('rook')) await pause(100);
    stop.abort();
    await assert.rejects(cut, WorldInterrupted);
    assert.deepEqual(await standing(), ['others']);

    const { verdicts, entries } = await runAgainst(plan, reached, { onLeft: (what) => left.push(what) });
    assert.deepEqual(
      verdicts.filter(({ outcome }) => outcome === 'violated'),
      [],
    );
    const rules = entries.flatMap(({ kind, data }) =>
      kind === 'subject.erasure' ? data.outcomes.map(({ rule }) => rule) : [],
    );
    assert.deepEqual([...new Set(rules)].sort(), ['hold:others', 'hold:rook'], 'each refusal names its hold');
    assert.deepEqual([await standing(), left], [['others'], []]);
    clock.stop();
  });
});
