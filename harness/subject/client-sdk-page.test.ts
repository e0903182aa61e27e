import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import { makeTenant } from './check/make-tenant.ts';
import { createHttpSubject } from './http-subject.ts';
import { serveSubject } from './serve/serve-subject.ts';
import { followChain } from './verify-manifest.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/client-sdk.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
const operatorToken = 'operator-of-the-page-0123456789';

test('what the page of the client SDK does archives four records, sealed and signed', async () => {
  assert.equal(blocks.length, 1);
  const entry = pathToFileURL(join(root, 'simulators/handset/agent/sdk/index.ts')).href;
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-sdk-'));
  const clock = wallClock((label, error) => assert.fail(`${label}: ${error}`));
  const onCrash = (label: string, error: unknown): never => assert.fail(`${label}: ${error}`);
  const serving = await serveSubject({ database: ':memory:', operatorToken, onCrash });
  try {
    const tenant = await makeTenant({ clock, fetch, random: osRandomStream(), url: serving.origin, operatorToken });
    const file = join(folder, 'app.ts');
    writeFileSync(file, (blocks[0] ?? '').replace("'greenroom/sdk'", JSON.stringify(entry)));
    const env = { ...process.env, ARCHIVE: tenant.baseUrl, ENROLMENT_TOKEN: tenant.enrolmentToken };
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', file], { env, timeout: 30_000 });
    assert.match(stdout, /"what":"enrolled"/);
    assert.doesNotMatch(stdout, /Lunch|At one/);

    const subject = createHttpSubject({
      clock,
      fetch,
      baseUrl: tenant.baseUrl,
      credentials: { auditor: tenant.auditorToken },
      keys: tenant.keys,
    });
    const { records } = await subject.records();
    assert.deepEqual(
      records.map((record) => [record.message_id, record.version, record.change, subject.open(record).body]),
      [
        ['Mx1', 1, 'created', 'Lunch at noon?'],
        ['Mx2', 1, 'created', 'At one.'],
        ['Mx1', 2, 'edited', 'Lunch at one?'],
        ['Mx2', 2, 'deleted', null],
      ],
    );
    const chain = await subject.chain?.(records[0]?.device_id ?? '');
    assert.ok(chain);
    assert.deepEqual(
      followChain(chain, { sequence: 0, sha256: null }).map(({ signed, follows }) => [signed, follows]),
      Array.from({ length: 4 }, () => [true, true]),
    );
  } finally {
    clock.stop();
    await serving.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
