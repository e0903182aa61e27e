import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { maskEvidence } from '../../reports/mask-evidence.ts';
import { classify } from './classify.ts';

/** The command that plays a scenario again from what lies in its folder: its plan, or its journal where there is none. */
export function replayCommand(folder: string): string {
  const plan = join(folder, 'plan.json');
  const path = existsSync(plan) ? plan : join(folder, 'journal.jsonl');
  const seen = relative('.', path);
  const file = seen.startsWith('..') ? path : seen;
  return `greenroom replay ${/^[\w./+-]+$/.test(file) ? file : `'${file}'`}`;
}

/** The command that makes a plan that broke a promise smaller. */
export const shrinkCommand = (replay: string): string => `${replay} --shrink`;

/**
 * A failure as it may stand in a report: nobody's number in it, and at its end how to play it again and, of a broken
 * promise, how to make it smaller.
 */
export function reportable(error: Error, folder: string | undefined): Error {
  const before = error.message;
  const replay = folder === undefined ? null : replayCommand(folder);
  const again = replay === null ? '' : `\nPlay it again: ${replay}`;
  const smaller = replay === null || classify(error) !== 'product' ? '' : `\nMake it smaller: ${shrinkCommand(replay)}`;
  error.message = `${maskEvidence(before)}${again}${smaller}`;
  if (error.stack !== undefined) error.stack = maskEvidence(error.stack.replace(before, () => error.message));
  return error;
}
