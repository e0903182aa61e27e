import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The command that plays a scenario again from what lies in its folder: its plan, or its journal where there is none. */
export function replayCommand(folder: string): string {
  const plan = join(folder, 'plan.json');
  const path = existsSync(plan) ? plan : join(folder, 'journal.jsonl');
  const seen = relative('.', path);
  const file = seen.startsWith('..') ? path : seen;
  return `greenroom replay ${/^[\w./+-]+$/.test(file) ? file : `'${file}'`}`;
}

/** Ends a failure's message with how to play it again. The class in front of it stays what it is. */
export function withReplay(error: Error, folder: string): Error {
  const before = error.message;
  error.message = `${before}\nPlay it again: ${replayCommand(folder)}`;
  if (error.stack !== undefined) error.stack = error.stack.replace(before, () => error.message);
  return error;
}
