import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { embeddedData } from '../../reports/embedded-data.ts';
import { findJava } from '../../reports/generator.ts';

const out = mkdtempSync(join(tmpdir(), 'greenroom-blame-'));
after(() => rmSync(out, { recursive: true, force: true }));

interface Result {
  readonly name: string;
  readonly status: string;
  readonly statusDetails: { readonly message: string };
  readonly steps: readonly { readonly name: string; readonly steps?: readonly { readonly name: string }[] }[];
}

/** What no report may hold. */
const forbidden = {
  'a number of somebody': /\+?44770090\d{4}/,
  'a tenant’s token': /\b(enrol|audit)-[0-9a-f]{20,}/,
  'a bearer token': /bearer [\w.~+/=-]{16,}/i,
  'a signed token': /\beyJ[\w-]{8,}\.[\w-]{8,}\./,
};

/** Every text among the results, by file. */
const attachments = (folder: string): (readonly [string, string])[] =>
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')] as const);

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));

test('failures on simulated phones: exit 1, each with its class, its evidence and its place in the report', async () => {
  const spec = join(import.meta.dirname, 'fixture-blame.e2e.ts');
  const command = join(import.meta.dirname, '..', 'cli', 'greenroom.mjs');
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(
      process.execPath,
      [command, 'rehearse', '--json', '--seed', '7', '--out', out, '--spec', spec],
      (error, output, errors) => resolve({ code: error?.code ?? 0, stdout: output, stderr: errors }),
    ),
  );
  assert.equal(code, 1, stderr);
  const summary = JSON.parse(stdout) as { scenarios: unknown; phones: unknown; report: string };
  assert.deepEqual(summary.scenarios, { total: 4, passed: 0, failed: 4 });
  assert.deepEqual(summary.phones, [
    { os: 'android', driver: 'UiAutomator2', simulated: true },
    { os: 'ios', driver: 'XCUITest', simulated: true },
  ]);

  const [run = ''] = readdirSync(join(out, 'runs'));
  const results = join(out, 'runs', run, 'allure-results');
  const found = new Map(
    readdirSync(results)
      .filter((name) => name.endsWith('-result.json'))
      .map((name) => json(results, name) as Result)
      .map((result) => [result.name, result]),
  );
  const broken = found.get('a promise that is broken');
  assert.equal(broken?.status, 'failed');
  assert.match(broken.statusDetails.message, /^ana did not show a bubble with GR0000000000/);
  const step = broken.steps.find(({ name }) => name === 'Ana sees what nobody wrote');
  assert.deepEqual(
    step?.steps?.map(({ name }) => name),
    ['ana', 'ben'],
    'both screens are pictured at the step that failed',
  );
  const evidence = new Set(broken.steps.map(({ name }) => name));
  for (const name of [
    'timeline',
    'timeline (SVG)',
    'verdict page',
    'replay',
    'seed',
    'plan',
    'journal',
    'verdicts',
    'ana: logcat',
    'ben: system log',
    'appium log',
  ])
    assert.ok(evidence.has(name), `${name} is missing`);
  assert.match(found.get('a screen that does not come')?.statusDetails.message ?? '', /^\[harness\] a button/);
  assert.match(found.get('a phone that goes')?.statusDetails.message ?? '', /^\[device\] /);
  assert.match(found.get('what comes after it')?.statusDetails.message ?? '', /^\[device\] ana was lost in/);

  const [, again = ''] = /\nPlay it again: greenroom replay (\S+plan\.json)/.exec(broken.statusDetails.message) ?? [];
  assert.ok(existsSync(again), `${again} is no plan`);
  const verdicts = readFileSync(join(out, 'report', 'verdicts.html'), 'utf8');
  assert.match(verdicts, /0 of 4 scenarios passed/);
  const raw = readFileSync(join(dirname(again), 'journal.jsonl'), 'utf8');
  assert.match(raw, forbidden['a number of somebody'], 'there was something to mask');
  assert.match(stderr, /^Verdicts: .*verdicts\.html$/m);
  for (const [name, content] of [...attachments(results), ['verdicts.html', verdicts] as const])
    for (const [what, shape] of Object.entries(forbidden))
      assert.equal(shape.exec(content)?.[0], undefined, `${name} holds ${what}`);

  if (findJava() === undefined) return; // Allure 3 keeps its categories elsewhere: its own test looks at them
  const embedded = embeddedData(join(out, 'report', 'index.html'));
  assert.ok(embedded.size > 50, `${embedded.size} files in the report`);
  for (const [name, content] of embedded)
    for (const [what, shape] of Object.entries(forbidden))
      assert.equal(shape.exec(content.toString('latin1'))?.[0], undefined, `${name} of the report holds ${what}`);
  const categories = JSON.parse(String(embedded.get('data/categories.json'))) as {
    children: readonly { name: string }[];
  };
  assert.deepEqual(categories.children.map(({ name }) => name.split(':')[0]).sort(), ['Device', 'Harness', 'Product']);
});
