import { type Diagnosis, diagnose } from './check.ts';
import { checks, type Machine } from './checks.ts';
import { findInstaller, type Installer } from './fix.ts';

export interface Examination {
  readonly findings: readonly Diagnosis[];
  /** Nothing required is missing. */
  readonly fit: boolean;
}

export interface ExamineOptions {
  readonly machine: Machine;
  /** Only what runs no program: well below 300 ms. */
  readonly quick: boolean;
  /** What may be installed: nothing, what is required, or whatever is missing. */
  readonly fix: 'nothing' | 'required' | 'everything';
  readonly installer?: Installer | undefined;
  print(line: string): void;
}

/** Looks at the machine, mends what it may, and looks again at what it mended. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { machine, quick, fix, print } = options;
  const chosen = checks(machine).filter((check) => check.quick || !quick);
  const findings = await diagnose(chosen);
  if (fix === 'nothing') return judged(findings);
  const installer = 'installer' in options ? options.installer : findInstaller();
  const packages = findings.flatMap((finding) => {
    if (finding.ok || finding.install === undefined || (fix === 'required' && !finding.required)) return [];
    return installer?.packageOf(finding.install) ?? [];
  });
  if (installer === undefined || packages.length === 0) return judged(findings);
  const wanted = [...new Set(packages)];
  print(`installing: ${installer.words(wanted)}`);
  if (!(await installer.install(wanted, print))) print(`${installer.name} could not install ${wanted.join(' ')}`);
  return judged(await diagnose(chosen));
}

function judged(findings: readonly Diagnosis[]): Examination {
  return { findings, fit: findings.every(({ ok, required }) => ok || !required) };
}
