import type { AgainstResult } from '../explore/against/against-result.ts';
import { showWorld } from './explore-command.ts';
import { duration, type Terminal } from './terminal.ts';

/** Tells what a world came to as soon as it did: worlds on the wall clock are long. */
export function showAgainstWorld(screen: Terminal, result: AgainstResult, sinceMs: number): void {
  showWorld(screen, result);
  const { index, violated, unknown, held, messages, records, rows } = result;
  if (violated.length + unknown.length > 0) return;
  const judged = `${messages} messages, ${records} records, ${rows} metadata rows`;
  screen.line(
    `  ${screen.paint.green('held')} world ${index}: ${held.length} invariants; ${judged}; ${duration(sinceMs)}`,
  );
}

/** What is being played right now: a line that changes, on terminals only. */
export interface UnderWay {
  began(): void;
  ended(): void;
  stop(): void;
}

const everyMs = 1_000;

export function worldsUnderWay(screen: Terminal, total: number): UnderWay {
  const since = performance.now();
  let [begun, done] = [0, 0];
  const show = (): void =>
    screen.passing(
      `  ${done} of ${total} worlds, ${begun - done} being played, ${duration(performance.now() - since)}`,
    );
  const timer = setInterval(show, everyMs);
  return {
    began() {
      begun++;
      show();
    },
    ended() {
      done++;
      show();
    },
    stop: () => clearInterval(timer),
  };
}
