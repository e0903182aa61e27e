import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { ana, enterpriseWorld } from '../fixture.ts';
import { describeIssue } from './describe-issue.ts';

const base = 'http://enterprise.test';
const hold = { matter: 'm1', custodians: null, from: '2026-11-22T12:00:00.000+02:00', to: null };
const own = { retention: '5 years', dispose: true, cold_after: null, rule: 'r', citation: 'c' };

test('a body that is refused is answered with what is accepted, field by field', async () => {
  const world = enterpriseWorld('refusals of bodies');
  const { auditorToken: auditor, operatorToken: operator } = world.enterprise.tenant;
  for (const [method, path, token, body, detail] of [
    ['PUT', '/policy', operator, { profiles: ['gpdr'], own: null }, /^\/profiles\/0: must be one of .*"gdpr"/],
    ['PUT', '/policy', operator, { profiles: [], own }, /^\/own\/retention: must be a period: P6Y, P30D or PT90S$/],
    ['POST', '/holds', operator, hold, /^\/from: must be a time in UTC \(RFC 3339\), written as 20.*:00\.000Z$/],
    ['POST', '/holds', operator, { ...hold, from: null }, /^\/custodians: must name somebody, unless from or to/],
    ['POST', '/exports', auditor, { format: 'pst' }, /^\/format: must be one of "jsonl", "edrm-xml", .*"eml"$/],
    [
      'POST',
      '/exports',
      auditor,
      { custodian: 'ana' },
      /^\/custodian: must be a number in E\.164, \+ and 7 to 15 digits$/,
    ],
    [
      'POST',
      '/exports',
      auditor,
      { formt: 'eml' },
      /^\/: has a field .*: there are custodian, from, to, format, compression$/,
    ],
    [
      'PUT',
      '/policy',
      operator,
      { profiles: [], own: { ...own, x: 1 } },
      /\/own: has .*: there are retention, dispose, cold/,
    ],
    ['POST', '/erasures', operator, {}, /^\/: \/custodian: is missing; or \/record_ids: is missing$/],
    ['POST', '/erasures', operator, { record_ids: [] }, /record_ids: must have at least 1 entries/],
  ] as const) {
    const answer = await world.ask(method, `${base}${path}`, token, body);
    assert.equal(answer.status, 400, path);
    assert.match(answer.json.detail, detail);
  }
  await world.enterprise.close();
});

test('a query that is refused is answered with its unknown parameter and those that there are', async () => {
  const world = enterpriseWorld('refusals of queries');
  const { auditorToken } = world.enterprise.tenant;
  for (const [path, detail] of [
    ['/records?custodian=x', 'no query parameter "custodian" is known here: there are after, limit'],
    ['/events?offset=7', 'no query parameter "offset" is known here: there are after, limit'],
    ['/records?limit=1&limit=2', '?limit= must be there once'],
    ['/records?limit=0', '?after= must be a cursor that a page gave, ?limit= a number in 1 .. 1000'],
    ['/manifests?device=x', '?device_id= is missing: say whose chain is wanted'],
    ['/manifests?device_id=x&n=1', 'no query parameter "n" is known here: there are device_id, after, limit'],
    [
      `/subject-access?custodian=${encodeURIComponent(ana)}&from=1`,
      'no query parameter "from" is known here: there are custodian, after, limit',
    ],
    ['/subject-access', '?custodian= must be one number in E.164, its + as %2B'],
    ['/log/consistency?from=1&size=2', 'no query parameter "size" is known here: there are from, to'],
  ] as const) {
    const answer = await world.ask('GET', `${base}${path}`, auditorToken);
    assert.deepEqual([answer.status, answer.json.detail], [400, detail], path);
  }
  await world.enterprise.close();
});

test('no refusal says back what may be a secret or a content', async () => {
  const world = enterpriseWorld('refusals of secrets');
  const { auditorToken, operatorToken } = world.enterprise.tenant;
  const secret = 's2vlccbtzsbvdxq';
  const answers = [
    await world.ask('GET', `${base}/records?${secret}=1`, auditorToken),
    await world.ask('GET', `${base}/records?limit=${secret}`, auditorToken),
    await world.ask('POST', `${base}/exports`, auditorToken, { [secret]: 1, format: secret, from: secret }),
    await world.ask('PUT', `${base}/policy`, operatorToken, { profiles: [secret], own: { ...own, rule: secret } }),
  ];
  for (const { status, json } of answers) {
    assert.equal(status, 400);
    assert.doesNotMatch(JSON.stringify(json), /s2vl/);
  }
  await world.enterprise.close();
});

test('each kind of fault of a schema is put in words', () => {
  const schema = z.strictObject({
    int: z.int(),
    most: z.int().max(5),
    least: z.int().min(1),
    one: z.literal(1),
    short: z.string().max(3),
    pattern: z.string().regex(/^a/),
    seconds: z.iso.datetime({ precision: 0 }),
    rule: z.string().refine(() => false),
    kind: z.discriminatedUnion('is', [z.object({ is: z.literal('a') }), z.object({ is: z.literal('b') })]),
  });
  const wrong = {
    int: 1.5,
    most: 6,
    least: 0,
    one: 2,
    short: 'long',
    pattern: 'b',
    seconds: 'now',
    rule: '',
    kind: {},
  };
  const { error } = schema.safeParse(wrong);
  assert.deepEqual(
    error?.issues.map((issue) => describeIssue(issue)),
    [
      '/int: must be a whole number',
      '/most: must be at most 5',
      '/least: must be at least 1',
      '/one: must be 1',
      '/short: must have at most 3 characters',
      '/pattern: must be text like /^a/',
      '/seconds: must be a time in UTC (RFC 3339), written as 2026-11-22T12:00:00Z',
      '/rule: breaks a rule of the contract',
      '/kind/is: has none of the forms that the contract knows',
    ],
  );
});
