import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { allure2 } from './allure2.ts';
import { allure3 } from './allure3.ts';
import { buildReport } from './build-report.ts';
import { embeddedData } from './embedded-data.ts';
import { findJava, type Generator, ReportError } from './generator.ts';

const scratch = mkdtempSync(join(tmpdir(), 'greenroom-report-test-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const facts = {
  environment: { seed: '7', 'Android phone': 'ana, Android 14' },
  run: '20261122T100000Z-7',
  startedAtMs: 1,
};

function cannedResults(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const results = [
    ['passes', 'passed', undefined],
    ['breaks a promise', 'failed', 'archive-complete is violated: no record of GR0'],
    ['loses a phone', 'broken', '[device] ana does not answer'],
  ] as const;
  for (const [index, [title, status, message]] of results.entries()) {
    writeFileSync(
      join(folder, `${index}-result.json`),
      JSON.stringify({
        uuid: `u${index}`,
        historyId: `h${index}`,
        fullName: title,
        name: title,
        status,
        ...(message === undefined ? {} : { statusDetails: { message, trace: message } }),
        stage: 'finished',
        start: 1_700_000_000_000,
        stop: 1_700_000_001_000,
        labels: [{ name: 'suite', value: 'canned' }],
      }),
    );
  }
  return folder;
}

const json = (file: string): string => readFileSync(file, 'utf8');
const tree = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

test('Allure 2 makes the report: classed failures, environment, and history from run to run', async (context) => {
  if (findJava() === undefined) return context.skip('there is no Java on this machine');
  const output = join(scratch, 'report2');
  const history = join(scratch, 'history2');
  for (const name of ['first2', 'second2'])
    assert.equal(
      await buildReport({ results: cannedResults(name), output, history, facts, generators: [allure2] }),
      join(output, 'index.html'),
    );
  const data = embeddedData(join(output, 'index.html'));
  const text = (name: string): string => data.get(name)?.toString() ?? '';
  const categories = text('data/categories.json');
  assert.match(categories, /Product: a promise was broken/);
  assert.match(categories, /Device: a phone was lost or refused/);
  assert.doesNotMatch(categories, /Harness/);
  assert.match(text('widgets/environment.json'), /ana, Android 14/);
  const trend = JSON.parse(text('widgets/history-trend.json')) as unknown[];
  assert.equal(trend.length, 2);
});

test('Allure 3 makes the report where there is no Java: classed failures and history from run to run', async () => {
  const output = join(scratch, 'report3');
  const history = join(scratch, 'history3');
  for (const name of ['first3', 'second3'])
    await buildReport({ results: cannedResults(name), output, history, facts, generators: [allure3] });
  assert.ok(existsSync(join(output, 'index.html')));
  assert.ok(!tree(output).some((name) => name.endsWith('.js')), 'the page needs no other file: it opens from the disk');
  const page = json(join(output, 'index.html'));
  const all = [...page.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g)].map(([part]) => Buffer.from(part, 'base64')).join('\n');
  assert.match(all, /Product: a promise was broken/);
  assert.match(all, /Device: a phone was lost or refused/);
  assert.equal(json(join(history, 'allure3.jsonl')).trimEnd().split('\n').length, 2);
});

test('a generator that fails leaves the older report as it was, and nothing half-written', async () => {
  const parent = join(scratch, 'kept');
  const output = join(parent, 'out');
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, 'index.html'), 'the older report');
  const failing: Generator = {
    name: 'allure 3',
    async generate(_results, fresh) {
      mkdirSync(fresh);
      writeFileSync(join(fresh, 'half.txt'), 'half');
      throw new ReportError('out of memory');
    },
  };
  const options = { results: cannedResults('failing'), output, history: join(scratch, 'h'), facts };
  await assert.rejects(buildReport({ ...options, generators: [failing] }), { message: 'out of memory' });
  assert.equal(json(join(output, 'index.html')), 'the older report');
  assert.deepEqual(readdirSync(parent), ['out']);
});

test('where the first generator does not run the next one makes the report', async () => {
  const works: Generator = {
    name: 'allure 3',
    async generate(_results, fresh) {
      assert.equal(existsSync(fresh), false);
      mkdirSync(fresh);
      writeFileSync(join(fresh, 'index.html'), 'made by the second');
    },
  };
  const stub: Generator = {
    name: 'allure 2',
    async generate(_results, fresh) {
      mkdirSync(fresh);
      throw new ReportError('No Java runtime present, requesting install.');
    },
  };
  const output = join(scratch, 'second');
  const options = { results: cannedResults('fallback'), output, history: join(scratch, 'h'), facts };
  await buildReport({ ...options, generators: [stub, works] });
  assert.equal(json(join(output, 'index.html')), 'made by the second');
});

test('a run without results has no report', async () => {
  const empty = join(scratch, 'empty');
  mkdirSync(empty);
  const options = { results: empty, output: join(scratch, 'none'), history: join(scratch, 'h'), facts };
  await assert.rejects(buildReport(options), { name: 'ReportError', message: `there are no results in ${empty}` });
  assert.equal(existsSync(join(scratch, 'none')), false);
});
