import type { AlignedLine } from '../explore/align.ts';
import type { PlanRun } from '../explore/run-plan.ts';
import type { Plan } from '../faults/plan/schema.ts';
import type { InvariantVerdict } from '../oracle/judge.ts';
import { terminal } from './terminal.ts';

export interface ShownReplay {
  readonly file: string;
  readonly plan: Plan;
  readonly run: PlanRun;
  readonly folder: string;
  readonly aligned: readonly AlignedLine[];
}

const shownViolations = 5;

/** Tells people what a replay came to, on standard output. */
export function showReplay({ file, plan, run, folder, aligned }: ShownReplay): void {
  const { line, paint } = terminal(process.stdout);
  const colours = { held: paint.green, violated: paint.red, unknown: paint.yellow } as const;
  const marks = { held: '+', violated: 'x', unknown: '?', 'not-exercised': '-', 'not-observable': '-' } as const;
  const width = Math.max(...run.verdicts.map(({ invariant }) => invariant.length));

  const tell = ({ invariant, outcome, judged, reason, violations }: InvariantVerdict): void => {
    const colour = outcome in colours ? colours[outcome as keyof typeof colours] : paint.dim;
    const detail = [outcome === 'held' ? `${judged} judged` : '', reason ?? ''].filter(Boolean).join('; ');
    line(`${colour(`${marks[outcome]} ${invariant.padEnd(width)}  ${outcome}`)}${detail ? `  ${detail}` : ''}`);
    for (const { what, canary, entries } of violations.slice(0, shownViolations)) {
      line(`    ${canary ? `${canary}: ` : ''}${what} (entries ${entries.join(', ')})`);
    }
    const more = violations.length - shownViolations;
    if (more > 0) line(`    and ${more} more`);
  };

  line(
    `${plain(plan.name ?? file)}, seed ${plain(String(plan.seed))}, ${plan.steps.length} steps, ${run.entries.length} entries`,
  );
  run.verdicts.forEach(tell);
  for (const refused of run.refused) line(paint.yellow(`refused: ${refused}`));
  for (const { what, thenMs, nowMs } of aligned) line(`${seconds(thenMs)} ${seconds(nowMs)}  ${what}`);
  if (plan.expect && run.reproduced !== undefined) {
    const { violated, canary } = plan.expect;
    const which = `${violated}${canary ? ` on ${canary}` : ''}`;
    line(run.reproduced ? paint.red(`reproduced: ${which}`) : paint.yellow(`not reproduced: ${which}`));
  } else line(colours[run.outcome](run.outcome));
  line(paint.dim(folder));
}

/** A name comes from a file of anybody's: what would steer a terminal is taken out of it. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');

const seconds = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1000).toFixed(3)} s`).padStart(12);
