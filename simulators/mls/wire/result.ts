/** Why bytes are not what they claim to be. */
export type WireProblem =
  | 'truncated'
  | 'too-long'
  | 'trailing-bytes'
  | 'non-minimal-length'
  | 'unknown-value'
  | 'not-supported'
  | 'unexpected';

export interface WireError {
  readonly problem: WireProblem;
  /** The field, in the specification's words, and what was wrong with it. */
  readonly detail: string;
}

export type WireResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

/** Stops a parser from inside; `parsed` turns it into a result, so it never leaves this room. */
export class Malformed extends Error {
  readonly problem: WireProblem;
  constructor(problem: WireProblem, detail: string) {
    super(detail);
    this.name = 'Malformed';
    this.problem = problem;
  }
}

/** Runs a parser; malformed input becomes a result, anything else stays the defect that it is. */
export function parsed<T>(parse: () => T): WireResult<T> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, error: { problem: error.problem, detail: error.message } };
    throw error;
  }
}
