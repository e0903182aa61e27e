import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { issueManagedDevice } from '../../simulators/enterprise/enrolment/managed-device.ts';
import { ana, enterpriseWorld, upload } from '../../simulators/enterprise/fixture.ts';
import { mifidOnRequest, rules } from '../../simulators/enterprise/policy/rules.ts';
import { ed25519Key } from '../../simulators/enterprise/standard-webhooks/keys.ts';
import { officePlan } from '../explore/office-plan.ts';
import { checkPlan } from '../faults/plan/read-plan.ts';

const read = (page: string): string => readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');

/** The requests of a page, as it has them. */
const requests = (page: string) =>
  [...read(page).matchAll(/^```http\n(\w+) (\S+)\n([\s\S]*?)```$/gm)].map(([, method = '', path = '', body = '']) => ({
    method,
    path,
    body: body.trim(),
  }));

test('every request of the page about retention does what the page says', async () => {
  const world = enterpriseWorld('retention page');
  const { operatorToken, auditorToken } = world.enterprise.tenant;
  const enrolled = await world.enrol(ana);
  await world.ask('POST', 'http://enterprise.test/records', enrolled.token, upload(enrolled));
  const answers = [];
  for (const { method, path, body } of requests('retention')) {
    const token = path.startsWith('/subject-access') ? auditorToken : operatorToken;
    answers.push(await world.ask(method, `http://enterprise.test${path}`, token, body || undefined));
  }
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 201, 200, 200, 200],
  );
  assert.equal(answers[1]?.json.retention.at(-1).period, mifidOnRequest);
  assert.equal(answers[4]?.json.outcomes[0].rule, 'hold:rook-v-castle');
  assert.equal(answers[5]?.json.holds, null);
});

test('the page names every rule that a profile comes from, and no other', () => {
  const named = new Set([...read('retention').matchAll(/`([a-z]+-\d[\w-]*)`/g)].map(([, id]) => id));
  const profiles = new Set(['sec-17a-4']);
  assert.deepEqual(
    [...named].filter((id) => !profiles.has(id ?? '')).sort(),
    Object.values(rules)
      .map(({ id }) => id)
      .sort(),
  );
});

test('every request of the page about enrolment does what the page says', async () => {
  const world = enterpriseWorld('enrolment page');
  const { tenant } = world.enterprise;
  const { operatorToken, enrolmentToken } = tenant;
  const device_key = Buffer.from(ed25519Key('device', world.random.split('device')).publicKey).toString('base64');
  const installation_id = /"installation_id": "([^"]+)"/.exec(read('enrolment'))?.[1] ?? '';
  const claims = { tenant: tenant.id, installation_id, custodian: ana, device_key };
  const statuses: number[] = [];
  const tokens: string[] = [];
  let device_id = '';
  for (const { method, path, body } of requests('enrolment')) {
    const proof = { ...claims, expires_at: world.clock.now() + 60_000 };
    const filled = (text: string): string =>
      text
        .replace('<device key>', device_key)
        .replace('<proof>', issueManagedDevice(tenant.deviceManagementKey, proof))
        .replace('<device_id>', device_id);
    const token = method === 'POST' ? enrolmentToken : operatorToken;
    const answer = await world.ask(method, `http://enterprise.test${filled(path)}`, token, filled(body) || undefined);
    statuses.push(answer.status);
    if (method !== 'POST') continue;
    device_id = answer.json.device_id;
    tokens.push(answer.json.token);
  }
  assert.deepEqual(statuses, [201, 201, 200, 200, 201]);
  assert.notEqual(tokens[0], tokens[1]);
});

test('the steps of the page are a plan', () => {
  const [, steps = ''] = /```json\n([\s\S]*?)```/.exec(read('retention')) ?? [];
  const { seed, world } = officePlan;
  assert.equal(checkPlan({ seed, world, steps: JSON.parse(steps) }, 'retention.md').steps.length, 4);
});
