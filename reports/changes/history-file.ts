import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RunOutcome, runOutcome } from './record.ts';

/** Runs that are remembered. */
const kept = 200;

const fileIn = (history: string): string => join(history, 'runs.jsonl');

/** Earlier runs, oldest first. Lines that cannot be read (another version wrote them) are passed over. */
export function readHistory(history: string): readonly RunOutcome[] {
  if (!existsSync(fileIn(history))) return [];
  return readFileSync(fileIn(history), 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const read = runOutcome.safeParse(JSON.parse(line));
        return read.success ? [read.data] : [];
      } catch {
        return [];
      }
    });
}

/** Adds a run; in place of an entry of the same name. */
export function rememberRun(history: string, outcome: RunOutcome): void {
  const runs = [...readHistory(history).filter(({ run }) => run !== outcome.run), outcome].slice(-kept);
  const file = fileIn(history);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
  renameSync(`${file}.new`, file);
}
