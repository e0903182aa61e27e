import { isAbsolute, relative } from 'node:path';
import { type ProgressEvent, preflightWords } from '../rehearsal/progress-events.ts';
import type { RehearsalResult, Watch } from '../rehearsal/rehearse.ts';
import { holdsExports } from '../verify/find-exports.ts';
import { duration, type Terminal } from './terminal.ts';

/** Shows a rehearsal as it goes: what comes up, each scenario with its steps passing by, and its verdict. */
export function watchOn(screen: Terminal): Watch {
  const { paint } = screen;
  const judged = new Map<string, string>();
  const up = new Set<string>();
  return {
    up: (what, ms) => screen.line(`  ${paint.green('up')}  ${what} ${paint.dim(duration(ms))}`),
    doing: (what) => screen.passing(`  ..  ${what}`),
    event(event) {
      switch (event.event) {
        case 'sessions-started':
          for (const { name, driver } of event.phones) {
            if (!up.has(name)) screen.line(`  ${paint.green('up')}  ${name} through ${driver}`);
            up.add(name); // sessions are made anew several times in a run
          }
          break;
        case 'preflight':
          screen.line(`  ${paint.dim('preflight')}  ${event.phone}: ${preflightWords(event)}`);
          break;
        case 'lease-failed':
          screen.line(`  ${paint.red('--')}  ${event.reason}`);
          break;
        case 'scenario-started':
          screen.passing(`  ..  ${event.title}`);
          break;
        case 'step':
          screen.passing(`  ..  ${event.title}: ${event.text}`);
          break;
        case 'scenario-skipped':
          screen.line(`  ${paint.dim('not here')}  ${event.title} ${paint.dim(event.reason)}`);
          break;
        case 'run-given-up':
          screen.line(`  ${paint.red('given up')}  ${event.reason}`);
          break;
        case 'session-lost':
          screen.line(
            `  ${paint.dim(event.class)}  ${event.phone}'s session was lost, and is made anew: ${event.message}`,
          );
          break;
        case 'judged':
          judged.set(event.title, verdictWords(event));
          break;
        case 'scenario-ended': {
          const words = judged.get(event.title) ?? 'not judged';
          const mark = event.failure === null ? paint.green('held') : paint.red(event.failure.class);
          screen.line(`  ${mark}  ${event.title} ${paint.dim(`${duration(event.duration_ms)}, ${words}`)}`);
          if (event.failure !== null) screen.line(indent(event.failure.message));
          break;
        }
        case 'worker-failed':
          screen.line(`  ${paint.red(event.class)}  ${event.spec}`);
          screen.line(indent(event.message));
          break;
        case 'worker-started':
        case 'pair-leased':
          break;
      }
    },
  };
}

/** `5 held, 1 violated` */
function verdictWords({ verdicts }: Extract<ProgressEvent, { event: 'judged' }>): string {
  const counts = new Map<string, number>();
  for (const { outcome } of verdicts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome.replace('-', ' ')}`).join(', ');
}

/** The end of it: numbers, what failed without a scenario of its own, where to look. */
export function showResult(screen: Terminal, result: RehearsalResult): void {
  const { paint } = screen;
  const { scenarios, invariants, not_here, report, wall_ms } = result.summary;
  for (const { title, message } of result.lost) screen.line(`  ${paint.red('lost')}  ${fromHere(title)}: ${message}`);
  if (result.exitCode === 130) screen.line(paint.yellow('Interrupted. Everything was stopped.'));
  const numbers = `${scenarios.passed} of ${scenarios.total} scenarios passed`;
  const passedOver = not_here.length === 0 ? '' : `, ${not_here.length} not here`;
  const promises = `${invariants.held} invariants held, ${invariants.violated} violated, ${invariants.unknown} unknown, ${invariants.not_observable} not observable`;
  const colour = result.exitCode === 0 ? paint.green : paint.red;
  screen.line(`${colour(numbers)}${passedOver}; ${promises}; ${duration(wall_ms)}`);
  if (invariants.held + invariants.violated + invariants.unknown === 0) screen.line('No promise was put to the test.');
  screen.line(`Run:      ${fromHere(result.folder)}`);
  if (holdsExports(result.folder))
    screen.line(`Exports:  verify them with "greenroom verify ${fromHere(result.folder)}"`);
  if (result.verdicts !== null) screen.line(`Verdicts: ${fromHere(result.verdicts)}`);
  screen.line(report === null ? `Report:   none, ${result.withoutReport}` : `Report:   ${report}`);
}

/** Paths below the working folder as seen from it. */
export function fromHere(path: string): string {
  const seen = relative('.', path);
  return seen.startsWith('..') || isAbsolute(seen) ? path : seen;
}

function indent(text: string): string {
  const lines = text.split('\n');
  const shown = lines.slice(0, 12).map((line) => `        ${line}`);
  return [...shown, ...(lines.length > shown.length ? ['        ..'] : [])].join('\n');
}
