import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { postgresMissing } from '../simulators/enterprise/store/postgres-server.test-support.ts';
import { tinyScale } from './figure.ts';
import { suite } from './suite.ts';

const bench = fileURLToPath(new URL('./run.ts', import.meta.url));
const run = (...flags: string[]) => promisify(execFile)(process.execPath, [bench, ...flags]);

/** Without a server to start there is nothing to measure on PostgreSQL. */
const stores = ['SQLite', ...(postgresMissing() === undefined ? ['PostgreSQL'] : [])];

test('every figure of every bench is one line of JSON, positive and finite', async () => {
  const { stdout, stderr } = await run('--tiny', '--json');
  const lines = stdout.trimEnd().split('\n');
  const names = new Set<string>();
  for (const line of lines) {
    const figure = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(Object.keys(figure), ['name', 'value', 'unit', 'limit', 'ratio'], line);
    for (const text of [figure['name'], figure['unit']]) assert.ok(typeof text === 'string' && text.length > 0, line);
    for (const number of [figure['value'], figure['limit'], figure['ratio']]) {
      assert.ok(typeof number === 'number' && Number.isFinite(number) && number > 0, line);
    }
    names.add(String(figure['name']));
  }
  assert.equal(names.size, lines.length, 'no name comes twice');
  const [small = 0, large = 0] = tinyScale.groups;
  for (const name of [
    'KeyPackage',
    ...['create', 'add', 'commit', 'process', 'external join', 'heap a member'].flatMap((what) => [
      `${what}, N = ${small}`,
      `${what}, N = ${large}`,
    ]),
    ...['protect', 'unprotect'].flatMap((what) => [`${what} 100 B`, `${what} 4 KB`]),
    ...[20, 100].map((bytes) => `deliveries of ${bytes} B in a group of ${large} a second a core`),
    '1:1 messages a second a core',
    'worlds of two phones, ten messages, three faults a second a core',
    'virtual over wall time',
    ...['jsonl', 'edrm-xml', 'concordance-dat', 'eml'].flatMap((format) =>
      ['none', 'gzip', 'zstd'].map((compression) => `rows exported as ${format}, ${compression}, a second a core`),
    ),
    ...['inclusion proof', 'inclusion verified', 'consistency proof', 'consistency verified'].map(
      (what) => `${what}, 1 k leaves`,
    ),
    ...stores.flatMap((store) =>
      ['webhooks', 'records'].flatMap((what) =>
        ['an idle server', 'raw inserts', 'both'].map(
          (other) => `${what} verified and stored, ${store}, against ${other}`,
        ),
      ),
    ),
    'seal an upload',
    ...['undisturbed', 'archive killed once'].flatMap((how) =>
      ['p50', 'p99', 'longest'].map((share) => `age of upload, ${how}, ${share}`),
    ),
  ]) {
    assert.ok(names.delete(name), `${name} is measured`);
  }
  assert.deepEqual([...names], []);
  for (const { name } of suite(tinyScale)) assert.match(stderr, new RegExp(`\\] ${name}$`, 'm'));
});

test('one bench is run by its name, as a table for people', async () => {
  const { stdout } = await run('--tiny', '--only', 'message-100');
  const [heading = '', ...rows] = stdout.trimEnd().split('\n');
  assert.match(heading, /measured +aim +ratio$/);
  assert.deepEqual(
    rows.map((row) => row.split(/ {2,}/)[0]),
    ['protect 100 B', 'unprotect 100 B'],
  );
});

test('a bench that does not exist is a mistake in the command', async () => {
  await assert.rejects(run('--only', 'nothing'), { code: 2 });
});
