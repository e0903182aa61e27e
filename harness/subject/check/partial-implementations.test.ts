import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { checkedOperations } from './checked-operations.ts';
import { checkReference } from './fixture-reference.ts';
import { checkVerdict } from './verdict.ts';

const all = checkedOperations.map(({ id }) => id);
const allBut = (...offered: readonly string[]): readonly string[] => all.filter((id) => !offered.includes(id));

/** A receiver and an archive, and no more than what shows that they keep what they are given. */
const least = ['receiveMessageEvent', 'uploadRecord', 'enrolDevice', 'listRecords', 'listEvents'];

/** Routes of what is asked beside the offered operations; tenants are made without asking. */
function othersAsked(offered: readonly string[], asked: Set<string>): (next: Fetch) => Fetch {
  const routes = checkedOperations.filter(({ id }) => [...offered, 'makeTenant'].includes(id));
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  return (next) => (request) => {
    const route = `${request.method} ${new URL(request.url).pathname.replace(/^\/t\/[^/]+/, '')}`;
    if (!known.has(route)) asked.add(route);
    return next(request);
  };
}

for (const [name, offered, mostNamed] of [
  ['a receiver and an archive with their lists alone', least, 'uploadRecord'],
  ['a receiver with its list alone', ['receiveMessageEvent', 'listEvents'], 'receiveMessageEvent'],
  ['an archive without manifests', all.filter((id) => !/Manifests|ChainHead/.test(id)), 'uploadRecord'],
  ['an archive whose records are read by the list alone', all.filter((id) => id !== 'readRecord'), 'uploadRecord'],
  ['holds without erasure', all.filter((id) => id !== 'eraseRecords'), 'placeHold'],
  ['subject access without holds', all.filter((id) => !/Hold/.test(id)), 'readSubjectAccess'],
] as const) {
  test(`${name}: what is offered can be seen, all of it, and nothing else is asked for`, async () => {
    const asked = new Set<string>();
    const results = await checkReference({
      unsupported: allBut(...offered),
      ...(offered.length < 10 && { wrap: othersAsked(offered, asked) }),
    });
    assert.deepEqual(
      results.filter(({ outcome }) => outcome !== 'kept' && outcome !== 'not-tried'),
      [],
    );
    assert.ok(results.filter(({ operation, outcome }) => operation === mostNamed && outcome === 'kept').length >= 5);
    assert.equal(checkVerdict(results), 'kept');
    assert.deepEqual([...asked], []);
  });
}

test('manifests that are not offered are not tried, and the reason is said', async () => {
  const results = await checkReference({ unsupported: ['listManifests'], only: ['uploadRecord'] });
  const manifest = results.find(({ check }) => check.startsWith('a manifest after a gap'));
  assert.deepEqual(
    [manifest?.outcome, manifest?.why],
    ['not-tried', 'it is about listManifests: declared unsupported'],
  );
});

test('an archive that cuts copies is found out by its list as well', async () => {
  const cut = (next: Fetch) => async (request: Request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/records')) return next(request);
    const text = (await request.clone().text()).replace(/("ciphertext":"[^"]{64})[^"]*"/, '$1"');
    return next(new Request(request.url, { method: 'POST', headers: request.headers, body: text }));
  };
  const results = await checkReference({ unsupported: allBut(...least), wrap: cut });
  assert.equal(checkVerdict(results), 'broken');
  assert.ok(results.some(({ operation, outcome }) => operation === 'uploadRecord' && outcome === 'wrong'));
});

test('an archive whose list leaves records out is found out without single records', async () => {
  const empty = (next: Fetch) => async (request: Request) => {
    const answer = await next(request);
    if (request.method !== 'GET' || !new URL(request.url).pathname.endsWith('/records')) return answer;
    return Response.json({ ...(await answer.json()), records: [] });
  };
  const results = await checkReference({ unsupported: allBut(...least), wrap: empty, only: ['uploadRecord'] });
  const named = results.find(({ check }) => check === 'a copy is stored as it was uploaded');
  assert.deepEqual([named?.operation, named?.outcome], ['listRecords', 'wrong']);
});

test('a list that is not offered leaves what it would show unknown', async () => {
  const results = await checkReference({ unsupported: allBut('uploadRecord', 'enrolDevice', 'readRecord') });
  assert.equal(checkVerdict(results), 'unknown');
});

test('who declares everything unsupported has kept nothing', async () => {
  const results = await checkReference({ unsupported: all });
  assert.ok(results.every(({ outcome }) => outcome === 'not-tried'));
  assert.equal(checkVerdict(results), 'unknown');
  const onlyTenants = await checkReference({ unsupported: allBut('makeTenant') });
  assert.ok(onlyTenants.some(({ outcome }) => outcome === 'kept'));
  assert.equal(checkVerdict(onlyTenants), 'unknown');
});

test('where one thing is seen a silence is a defect; where nothing is, nobody was reached', () => {
  const result = (outcome: 'kept' | 'wrong' | 'not-tried', why?: string) => ({
    ...{ operation: 'listRecords', check: 'a check', outcome },
    ...(why !== undefined && { why }),
  });
  const silent = result('wrong', 'GET /records gave no answer: bad port');
  assert.equal(checkVerdict([silent, result('not-tried')]), 'unreached');
  assert.equal(checkVerdict([silent, result('kept')]), 'broken');
  assert.equal(checkVerdict([silent, result('wrong', 'it answered 500')]), 'broken');
  assert.equal(checkVerdict([]), 'unknown');
});
