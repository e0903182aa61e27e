import type { EngineProblem } from '../engine/port.ts';
import type { Cause, ClientFailure, Resent } from './client.ts';

export interface Failure {
  readonly ok: false;
  readonly reason: ClientFailure;
  readonly detail: string;
  readonly cause: Cause;
  readonly resent?: Resent;
}

export const failure = (reason: ClientFailure, detail: string, cause: Cause = 'other'): Failure => ({
  ok: false,
  reason,
  detail,
  cause,
});

/** What RCC.16 calls a problem with an application message. */
export function messageFailure(problem: EngineProblem): ClientFailure {
  switch (problem) {
    case 'non-member':
      return 'message-from-non-member';
    case 'commit-in-private-message':
      return 'commit-in-privatemessage';
    case 'invalid-credential':
      return 'invalid-credential';
    default:
      return 'failed-to-decrypt';
  }
}

/**
 * What RCC.16 calls a problem with a commit or Welcome. One that comes at the wrong time (a duplicate, or after one that
 * was missed) is not an invalid commit but a control message that came to nothing.
 */
export function controlFailure(problem: EngineProblem): ClientFailure {
  switch (problem) {
    case 'non-member':
      return 'message-from-non-member';
    case 'commit-in-private-message':
      return 'commit-in-privatemessage';
    case 'invalid-credential':
      return 'invalid-credential';
    case 'past-epoch':
    case 'future-epoch':
    case 'wrong-group':
    case 'not-for-us':
    case 'own-message':
    case 'removed':
      return 'control-message-failed';
    default:
      return 'invalid-commit';
  }
}
