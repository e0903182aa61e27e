import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run as runTests } from 'node:test';
import { rehearsal } from './rehearsal.ts';
import { root, type StepResult } from './step.ts';
import { verify } from './verify.ts';

interface Counts {
  passed: number;
  failed: number;
}

/** Tests that start processes or try many inputs take longest. They go first, so that none of them runs alone at the end. */
const isLong = (file: string): boolean =>
  /\.(integration\.test|property)\.ts$/.test(file) || readFileSync(file, 'utf8').includes("'node:child_process'");

/** Runs every *.test.ts and *.property.ts in processes of their own, and prints only what fails or says something. */
async function units(): Promise<Counts> {
  const files = globSync(['{harness,simulators,scenarios,reports,bench}/**/*.{test,property}.ts'], { cwd: root })
    .map((file) => `${root}/${file}`)
    .sort();
  if (files.length === 0) throw new Error('no test file was found: the gate would pass on nothing');
  const { long = [], short = [] } = Object.groupBy(files, (file) => (isLong(file) ? 'long' : 'short'));
  const counts: Counts = { passed: 0, failed: 0 };
  // One more than the two cores that it is meant for: tests that wait for a clock on the wall leave theirs idle.
  const stream = runTests({ files: [...long, ...short], concurrency: 3, timeout: 300_000 });
  for await (const { type, data } of stream) {
    if (type === 'test:pass' && data.details.type !== 'suite') {
      if (data.skip !== undefined) console.log(`skipped: ${data.name}: ${data.skip}`);
      else counts.passed++;
    } else if (type === 'test:fail' && data.details.type !== 'suite') {
      counts.failed++;
      console.log(
        `FAIL ${data.file}: ${data.name}\n${String(data.details.error.cause instanceof Error ? data.details.error.cause.stack : data.details.error).replace(/^/gm, '     ')}`,
      );
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      process.stdout.write(data.message);
    }
  }
  console.log(
    `${counts.failed === 0 ? 'ok  ' : 'FAIL'} units, properties and conformance: ${counts.passed} tests in ${files.length} files`,
  );
  return counts;
}

// Hundreds of processes strip and compile the same modules: the first one's work serves the others.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'greenroom');
const started = performance.now();
const steps: StepResult[] = await verify();
// The rehearsal waits for its phones most of the time, and leaves the tests most of the machine.
const [counts, rehearsed] = await Promise.all([units(), rehearsal()]);
steps.push(rehearsed);
const passed = counts.passed + steps.filter((step) => step.passed).length;
const failed = counts.failed + steps.filter((step) => !step.passed).length;
console.log(`gate took ${((performance.now() - started) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
