import { arrows } from './arrows.ts';
import { program, type StepResult } from './step.ts';

/** Everything that can be said of the code without running it. */
export async function verify(): Promise<StepResult[]> {
  return [
    await program('types', 'tsc', '--noEmit'),
    await program('lint and format', 'biome', 'check', '--error-on-warnings', '.'),
    ...(await arrows()),
    await program('dead code', 'knip', '--no-progress'),
  ];
}

if (import.meta.main) {
  const results = await verify();
  const failed = results.filter(({ passed }) => !passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
