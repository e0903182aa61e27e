import { maskNumbers } from '../../reports/mask-numbers.ts';
import { SmsFallback } from '../phones/sms-fallback.ts';
import { StageError } from '../stage/client.ts';
import { ClassedError } from './classify.ts';
import { type ProgressEvent, progressSoFar } from './progress-events.ts';

/** After this failure nothing more may be tried on these phones or beside this subject, in this scenario or any other. */
export class RunGivenUp extends ClassedError {
  /** Without who is to blame, and without anybody's number. */
  readonly why: string;
  constructor(reason: string, cause?: unknown) {
    const why = maskNumbers(reason); // it is told on terminals and in reports
    super('environment', why, cause);
    this.why = why;
  }
}

/** The failure as it is, or as the end of the run: a message went out as SMS or would, the allowance is used up, the subject is gone. */
export function endOfRun(failure: unknown): unknown {
  if (failure instanceof SmsFallback) return new RunGivenUp(withoutClass(failure.message), failure);
  // 503: somebody else's subject is not there any more. Its scenarios would fail one after the other.
  if (failure instanceof StageError && (failure.status === 429 || failure.status === 503))
    return new RunGivenUp(failure.detail, failure);
  return failure;
}

const withoutClass = (message: string): string => message.replace(/^\[environment\] /, '');

/** Why the run was given up, if it was. */
export function givenUpBecause(events: readonly ProgressEvent[]): string | undefined {
  return events.find((event) => event.event === 'run-given-up')?.reason;
}

/** @throws RunGivenUp when an earlier scenario of the run, of this worker or another, ended it */
export function requireRunGoesOn(progress: string): void {
  const why = givenUpBecause(progressSoFar(progress));
  if (why !== undefined) throw new RunGivenUp(`the run was given up: ${why}`);
}
