import type { RunDescription } from './run-description.ts';

/**
 * How many spec files are tried with one session on each simulated phone. To start a worker and its sessions takes as long
 * as a short scenario; what breaks a session spoils no more than these.
 */
const together = 5;

/** The spec files of a run by session. A phone that is not simulated gets a new session for each of them. */
export function specsBySession({ specs, pairs }: Pick<RunDescription, 'specs' | 'pairs'>): string[][] {
  const simulated = pairs.every(({ android, ios }) => android.simulated && ios.simulated);
  // No pair is to be idle while another one has several to go.
  const size = simulated ? Math.min(together, Math.max(1, Math.ceil(specs.length / pairs.length / 2))) : 1;
  const sessions = Array.from({ length: Math.ceil(specs.length / size) }, (_, index) => index * size);
  return sessions.map((first) => specs.slice(first, first + size));
}
