import { examine } from './doctor/examine.ts';
import { remedyWords } from './doctor/fix.ts';
import { exitCodes } from './exit-codes.ts';
import { packageRoot } from './package-root.ts';
import { terminal } from './terminal.ts';

/** @returns the exit code: 3 when something required is missing */
export async function doctorCommand(options: { readonly fix?: true; readonly json?: true }): Promise<number> {
  const screen = terminal(options.json ? process.stderr : process.stdout);
  const { paint } = screen;
  const { findings, fit } = await examine({
    machine: { packageRoot, platform: process.platform, env: process.env },
    quick: false,
    fix: options.fix === true ? 'everything' : 'nothing',
    print: (line) => screen.line(paint.dim(line)),
  });
  if (options.json) {
    const shown = findings.map((finding) => {
      const { name, required, ok, detail } = finding;
      return { name, required, ok, detail, ...(ok ? {} : { remedy: remedyWords(finding) }) };
    });
    process.stdout.write(`${JSON.stringify({ fit, checks: shown })}\n`);
  } else {
    for (const finding of findings) {
      const mark = finding.ok
        ? paint.green('ok     ')
        : finding.required
          ? paint.red('MISSING')
          : paint.yellow('lacking');
      screen.line(`${mark}  ${finding.name}: ${finding.detail}`);
      if (!finding.ok) screen.line(`         ${remedyWords(finding)}`);
    }
    screen.line(fit ? paint.green('This machine can rehearse.') : paint.red('This machine cannot rehearse yet.'));
  }
  return fit ? exitCodes.held : exitCodes.harness;
}
