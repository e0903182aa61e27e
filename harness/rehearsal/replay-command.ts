import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { maskEvidence } from '../../reports/mask-evidence.ts';
import { classify } from './classify.ts';
import { shellWord } from './shell-word.ts';

/** The commands that go on from what lies in a scenario's folder. */
export interface PlayAgain {
  /** Plays it again: from its plan, or its journal where there is none. */
  readonly replay: string;
  /** Makes a plan that broke a promise smaller. */
  readonly smaller: string;
}

/** @param against options of the command line that name somebody else's subject, where it was played against one */
export function playAgain(folder: string, against?: string): PlayAgain {
  const plan = join(folder, 'plan.json');
  const path = existsSync(plan) ? plan : join(folder, 'journal.jsonl');
  const seen = relative('.', path);
  const file = shellWord(seen.startsWith('..') ? path : seen);
  const replay = `greenroom replay ${file}`;
  return against === undefined
    ? { replay, smaller: `${replay} --shrink` }
    : { replay: `${replay} ${against}`, smaller: `greenroom explore ${against} --plan ${file}` };
}

/**
 * A failure as it may stand in a report: nobody's number in it, and at its end how to play it again and, of a broken
 * promise, how to make it smaller.
 */
export function reportable(error: Error, commands: PlayAgain | undefined): Error {
  const before = error.message;
  const again = commands === undefined ? '' : `\nPlay it again: ${commands.replay}`;
  const smaller =
    commands === undefined || classify(error) !== 'product' ? '' : `\nMake it smaller: ${commands.smaller}`;
  error.message = `${maskEvidence(before)}${again}${smaller}`;
  if (error.stack !== undefined) error.stack = maskEvidence(error.stack.replace(before, () => error.message));
  return error;
}
