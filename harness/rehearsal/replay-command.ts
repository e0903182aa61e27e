import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { maskEvidence } from '../../reports/mask-evidence.ts';

/** The command that plays a scenario again from what lies in its folder: its plan, or its journal where there is none. */
export function replayCommand(folder: string): string {
  const plan = join(folder, 'plan.json');
  const path = existsSync(plan) ? plan : join(folder, 'journal.jsonl');
  const seen = relative('.', path);
  const file = seen.startsWith('..') ? path : seen;
  return `greenroom replay ${/^[\w./+-]+$/.test(file) ? file : `'${file}'`}`;
}

/** A failure as it may stand in a report: nobody's number in it, and at its end how to play it again. */
export function reportable(error: Error, folder: string | undefined): Error {
  const before = error.message;
  const again = folder === undefined ? '' : `\nPlay it again: ${replayCommand(folder)}`;
  error.message = `${maskEvidence(before)}${again}`;
  if (error.stack !== undefined) error.stack = maskEvidence(error.stack.replace(before, () => error.message));
  return error;
}
