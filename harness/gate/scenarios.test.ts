import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { faults } from '../faults/registry.ts';
import { invariants } from '../oracle/registry.ts';
import { root } from './step.ts';

interface Declared {
  readonly file: string;
  readonly title: string;
  readonly feature: string;
  readonly story: string;
  readonly invariants: readonly string[];
}

const folder = join(root, 'scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.e2e.ts'));
const declared: Declared[] = [];
const invariantIds = new Set(invariants.map(({ id }) => id));
const faultIds = new Set(faults.map(({ id }) => id));
const scenarioIds = new Set(files.map((name) => name.replace('.e2e.ts', '')));

/** Where a scenario is declared, the declaration is noted instead of played. */
before(async () => {
  const note = `export const scenario = (title, options) => globalThis.noted(title, options);`;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier.endsWith('/rehearsal/scenario.ts')
        ? { url: `data:text/javascript,${encodeURIComponent(note)}`, shortCircuit: true }
        : next(specifier, context),
  });
  for (const file of files) {
    const noted = (title: string, options: Omit<Declared, 'file' | 'title'>): void =>
      void declared.push({ file, title, ...options });
    Object.assign(globalThis, { noted });
    await import(pathToFileURL(join(folder, file)).href);
  }
  hooks.deregister();
});

test('every file of scenarios declares some, each with a title of its own', () => {
  assert.ok(declared.length >= 11, `only ${declared.length} scenarios`);
  assert.deepEqual([...new Set(declared.map(({ file }) => file))].sort(), files.sort());
  assert.equal(new Set(declared.map(({ title }) => title)).size, declared.length);
  for (const { title, feature, story } of declared) assert.ok(feature !== '' && story !== '', title);
});

test('every scenario names invariants that there are, each once', () => {
  for (const { title, invariants: named } of declared) {
    assert.ok(named.length > 0, `"${title}" names no invariant: it would pass whatever happens`);
    assert.equal(new Set(named).size, named.length, `"${title}" names one twice`);
    for (const id of named) assert.ok(invariantIds.has(id), `"${title}" names ${id}, which is no invariant`);
  }
});

test('every fault that a scenario injects is in the registry', () => {
  const injected = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\bfault: '([^']+)'/g)].map(([, id = '']) => ({ file, id })),
  );
  assert.ok(injected.length >= 10, `only ${injected.length} faults were found: the check would see nothing`);
  for (const { file, id } of injected) assert.ok(faultIds.has(id), `${file} injects ${id}, which is no fault`);
});

test('every ticked line of the hit list names something that there is, and no open line does', () => {
  const lines = readFileSync(join(folder, 'HITLIST.md'), 'utf8').split('\n');
  const items = lines.filter((line) => line.startsWith('- ['));
  assert.ok(items.length >= 100, `only ${items.length} lines`);
  for (const line of items) {
    const ticked = /^- \[([x ])\] \S/.exec(line)?.[1] === 'x';
    const ids = [...line.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
    if (!ticked) assert.deepEqual(ids, [], line);
    else assert.ok(ids.length > 0, `nothing is named: ${line}`);
    for (const id of ids)
      assert.ok(invariantIds.has(id) || faultIds.has(id) || scenarioIds.has(id), `there is no ${id}: ${line}`);
  }
  for (const id of scenarioIds)
    assert.ok(
      items.some((line) => line.includes(`\`${id}\``)),
      `no line names the scenario ${id}`,
    );
});
