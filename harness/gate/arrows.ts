import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, type StepResult, step } from './step.ts';

const folders = ['simulators', 'harness', 'scenarios'];

interface CruiseResult {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { rule: { name: string }; from: string; to: string }[];
  };
}

async function cruise(): Promise<CruiseResult['summary']> {
  const { stdout, output } = await run('depcruise', [
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    ...folders,
  ]);
  try {
    return (JSON.parse(stdout) as CruiseResult).summary;
  } catch {
    throw new Error(`dependency-cruiser printed no JSON:\n${output}`);
  }
}

/** Dependency rules, and the proof that they bite: one forbidden import is planted and must be found. */
export async function arrows(): Promise<StepResult[]> {
  const clean = await step('dependency rules', async () => {
    const { totalCruised, violations } = await cruise();
    const found = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    if (totalCruised === 0) found.push('no module was cruised: the tool saw nothing');
    return { passed: found.length === 0, output: found.join('\n') };
  });
  const planted = await step('dependency rules find a planted violation', async () => {
    const plant = join('simulators', 'carrier', `planted-${process.pid}.ts`);
    writeFileSync(join(root, plant), "import '../mls/client/client.ts';\n");
    try {
      const { violations } = await cruise();
      const caught = violations.some(({ rule, from }) => rule.name === 'carrier-imports' && from === plant);
      return { passed: caught, output: 'a carrier that imports an MLS client was not reported' };
    } finally {
      rmSync(join(root, plant), { force: true });
    }
  });
  return [clean, planted];
}
