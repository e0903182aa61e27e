import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { root } from './step.ts';

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

let sources: SourceFile[] = [];

before(() => {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.mjs', '*.md'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  sources = listed
    .split('\n')
    .filter((path) => path !== '')
    .flatMap((path) => {
      try {
        const text = readFileSync(join(root, path), 'utf8');
        return [{ path, text, lines: text.split('\n') }];
      } catch {
        return []; // deleted, not yet committed
      }
    });
  assert.ok(sources.length > 20, `only ${sources.length} files were found: the check would see nothing`);
});

const code = (): SourceFile[] => sources.filter(({ path }) => path.endsWith('.ts'));

/** `path:line: text` of every line that matches, in files that are chosen. */
function hits(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) =>
      pattern.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    ),
  );
}

test('simulators have no clock, timer or randomness but the kernel and the wall faces', () => {
  const calls = 'Date\\.now|Math\\.random|setTimeout|setInterval|randomUUID|performance\\.now|randomBytes';
  const pattern = new RegExp(`(^|[^.\\w])((${calls})\\s*\\(|new Date\\(\\))|node:timers`);
  const judged = code().filter(
    ({ path }) =>
      path.startsWith('simulators/') &&
      !path.startsWith('simulators/kernel/') &&
      !/\.(test|property)\.ts$|[/-]fixture|\/fuzz/.test(path),
  );
  assert.ok(judged.length > 10);
  const allowed = (hit: string): boolean => /^simulators\/crypto\/os-random\.ts:/.test(hit); // real randomness, refused in a simulated world
  assert.deepEqual(
    hits(judged, pattern).filter((hit) => !allowed(hit)),
    [],
  );
});

test('no file is longer than 500 lines', () => {
  assert.deepEqual(
    code()
      .filter(({ lines }) => lines.length > 501)
      .map(({ path, lines }) => `${path}: ${lines.length - 1}`),
    [],
  );
});

test('files stay small: median under 120 lines, nine in ten under 250', () => {
  const lengths = code()
    .map(({ lines }) => lines.length - 1)
    .sort((a, b) => a - b);
  const quantile = (q: number): number => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * q))] ?? 0;
  assert.ok(quantile(0.5) <= 120, `median ${quantile(0.5)}`);
  assert.ok(quantile(0.9) <= 250, `p90 ${quantile(0.9)}`);
});

test('no test is the only one or is skipped without saying so', () => {
  assert.deepEqual(hits(code(), /\b(describe|it|test)\.(only|skip)\(/), []);
});

test('no notes to self', () => {
  assert.deepEqual(
    hits(
      code().filter(({ path }) => !path.endsWith('tidy.test.ts')),
      /\b(TODO|FIXME|XXX|HACK)\b/,
    ),
    [],
  );
});

test('no folder or file is named for nothing', () => {
  assert.deepEqual(
    sources
      .filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|manager)(\/|\.ts$)/.test(path))
      .map(({ path }) => path),
    [],
  );
});

test('the project speaks only of itself', () => {
  const foreign =
    /\/work\/(main|shared)|\.\.\/shared\/(design|facts|spikes|style|brief)|registry\.npmjs|deb\.debian\.org/;
  const judged = sources.filter(({ path }) => !path.endsWith('tidy.test.ts'));
  assert.deepEqual(
    judged.flatMap(({ path, lines }) => lines.flatMap((line, n) => (foreign.test(line) ? [`${path}:${n + 1}`] : []))),
    [],
  );
});
