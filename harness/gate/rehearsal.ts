import { run, type StepResult, step } from './step.ts';

/** The simulated rehearsal through Appium, judged by its own JSON line. */
export function rehearsal(): Promise<StepResult> {
  return step('rehearsal on simulated phones', async () => {
    const { code, stdout, output } = await run('greenroom', ['rehearse', '--json']);
    const line = stdout.trimEnd().split('\n').at(-1) ?? '';
    try {
      const { scenarios, invariants } = JSON.parse(line) as {
        scenarios: { total: number; passed: number; failed: number };
        invariants: { held: number; violated: number; unknown: number };
      };
      const passed =
        code === 0 &&
        scenarios.total > 0 &&
        scenarios.passed === scenarios.total &&
        invariants.held > 0 &&
        invariants.violated + invariants.unknown === 0;
      if (passed) console.log(`     ${line}`);
      return { passed, output };
    } catch {
      return { passed: false, output: `${output}\nthe last line is no JSON summary` };
    }
  });
}
