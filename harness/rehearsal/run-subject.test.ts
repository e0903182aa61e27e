import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { defaultFarm, type Farm } from '../farm/farm.ts';
import { runSubject } from './run-subject.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-run-subject-'));
const archive = createServer((request, response) => {
  const isAuditor = request.headers.authorization === 'Bearer audit-token';
  response
    .writeHead(isAuditor ? 200 : 401, { 'content-type': 'application/json' })
    .end('{"records":[],"next":"0","more":false}');
});
await new Promise<void>((resolve) => archive.listen(0, '127.0.0.1', resolve));
after(() => {
  archive.close();
  rmSync(folder, { recursive: true, force: true });
});
const url = `http://127.0.0.1:${(archive.address() as AddressInfo).port}`;

const tenant = {
  GREENROOM_SUBJECT_ENROLMENT_TOKEN: 'enrol-token',
  GREENROOM_SUBJECT_AUDITOR_TOKEN: 'audit-token',
  GREENROOM_SUBJECT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
};
const given = { url, iOwnThisHost: false, farm: defaultFarm } as const;

test('credentials leave the environment for that of the worlds, and the command that names the subject has none', async () => {
  const config = join(folder, 'my subject.yaml');
  writeFileSync(config, 'unsupported: [startExport]\n');
  const env: NodeJS.ProcessEnv = { PATH: '/bin', ...tenant };
  const subject = await runSubject({ ...given, url: `${url}/`, config, env });
  assert.deepEqual(env, { PATH: '/bin' });
  assert.deepEqual(subject.env, tenant);
  assert.deepEqual(subject.settings, { url, config, iOwnThisHost: false });
  assert.equal(subject.options, `--against ${url} --config '${config}'`);
});

test('a tenant that lets nobody read is named, and nothing is taken from the environment', async () => {
  const env = { ...tenant, GREENROOM_SUBJECT_AUDITOR_TOKEN: 'another-token' };
  await assert.rejects(
    runSubject({ ...given, env }),
    ({ name, message }: Error) =>
      name === 'RehearsalFailure' && /records: answered HTTP 401\. Nothing was started/.test(message),
  );
  assert.equal(env.GREENROOM_SUBJECT_AUDITOR_TOKEN, 'another-token');
});

test('real phones, and several pairs with one tenant, are refused', async () => {
  const [pair] = defaultFarm.pairs;
  assert.ok(pair);
  const refuse = (pairs: Farm['pairs'], words: RegExp) =>
    assert.rejects(runSubject({ ...given, farm: { ...defaultFarm, pairs }, env: { ...tenant } }), (error: Error) => {
      assert.equal(error.name, 'SubjectFileError');
      return words.test(error.message);
    });
  await refuse([pair, { ...pair, name: 'cy-dee' }], /2 pairs, and one tenant was given/);
  const pixel = { simulated: false, os: 'android', name: 'pixel' } as unknown as typeof pair.android;
  await refuse([{ ...pair, android: pixel }], /pixel and ben are real phones/);
});
