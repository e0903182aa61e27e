/** What went wrong, for machines: the last part of the problem's `type`. */
export type ProblemName =
  | 'malformed'
  | 'unsupported-media-type'
  | 'too-large'
  | 'unauthenticated'
  | 'not-signed'
  | 'not-timely'
  | 'forbidden'
  | 'wrong-tenant'
  | 'not-found'
  | 'conflict'
  | 'not-enrolled-for-this'
  | 'unavailable'
  | 'internal';

const statuses: Record<ProblemName, { status: number; title: string }> = {
  malformed: { status: 400, title: 'The request does not follow the contract' },
  unauthenticated: { status: 401, title: 'The credentials are missing or unknown' },
  'not-signed': { status: 401, title: 'No signature was made with a known key' },
  'not-timely': { status: 401, title: 'The time of signing is too far from now' },
  forbidden: { status: 403, title: 'These credentials do not allow that' },
  'wrong-tenant': { status: 403, title: 'The request is for another tenant' },
  'not-enrolled-for-this': { status: 403, title: 'The device is not enrolled for that' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  conflict: { status: 409, title: 'Something else is stored under that key' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  internal: { status: 500, title: 'A defect of this service' },
  unavailable: { status: 503, title: 'The store cannot take it now' },
};

/** A refusal on its way to the client. `detail` names fields, never their values: it is journaled. */
export class Problem extends Error {
  readonly problem: ProblemName;
  readonly status: number;
  readonly detail: string;
  constructor(problem: ProblemName, detail: string) {
    super(`${problem}: ${detail}`);
    this.name = 'Problem';
    this.problem = problem;
    this.status = statuses[problem].status;
    this.detail = detail;
  }

  /** RFC 9457. */
  response(): Response {
    const { status, title } = statuses[this.problem];
    const type = `urn:greenroom:problem:${this.problem}`;
    return new Response(JSON.stringify({ type, title, status, detail: this.detail }), {
      status,
      headers: {
        'content-type': 'application/problem+json',
        ...(this.problem === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
      },
    });
  }
}
