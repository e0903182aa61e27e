/**
 * What came of one check. `lacks`: the operation is not there; `wrong`: it answers otherwise than the contract; `accepts`:
 * it takes what it must refuse; `unknown`: it could not be seen, `why` says what was missing; `not-tried`: it was declared
 * unsupported, or what the check needs was not given.
 */
export type Outcome = 'kept' | 'lacks' | 'wrong' | 'accepts' | 'unknown' | 'not-tried';

export interface CheckResult {
  /** The id of an operation of the contract: `uploadRecord`. */
  readonly operation: string;
  /** What was to be seen, as a sentence. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was seen instead. Names no secrets and quotes no bodies. */
  readonly why?: string;
}

/** Thrown by a check that did not see what the contract promises. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly outcome: Exclude<Outcome, 'kept'>;
  /** Whose answer it was, where that is another operation than the one checked: a list that was to be read, say. */
  readonly operation: string | undefined;
  constructor(outcome: Exclude<Outcome, 'kept'>, why: string, operation?: string) {
    super(why);
    this.outcome = outcome;
    this.operation = operation;
  }
}

/** @throws CheckFailure `wrong` unless `condition` holds */
export function demand(condition: boolean, why: string, operation?: string): asserts condition {
  if (!condition) throw new CheckFailure('wrong', why, operation);
}
