/** What went wrong, for machines: the last part of the problem's `type`. */
export type ProblemName =
  | 'malformed'
  | 'unsupported-media-type'
  | 'unsupported-content-coding'
  | 'too-large'
  | 'unauthenticated'
  | 'not-signed'
  | 'not-timely'
  | 'forbidden'
  | 'wrong-tenant'
  | 'not-found'
  | 'conflict'
  | 'enrolled-otherwise'
  | 'gone'
  | 'too-many-requests'
  | 'not-enrolled-for-this'
  | 'consent-required'
  | 'managed-device-required'
  | 'manifest-invalid'
  | 'manifest-required'
  | 'manifest-gap'
  | 'manifest-fork'
  | 'unavailable'
  | 'internal';

const statuses: Record<ProblemName, { status: number; title: string }> = {
  malformed: { status: 400, title: 'The request does not follow the contract' },
  unauthenticated: { status: 401, title: 'The credentials are missing or unknown' },
  'not-signed': { status: 401, title: 'No signature was made with a known key' },
  'not-timely': { status: 401, title: 'The time of signing is too far from now' },
  forbidden: { status: 403, title: 'These credentials do not allow that' },
  'wrong-tenant': { status: 403, title: 'The request is for another tenant' },
  'consent-required': { status: 403, title: 'The policy requires the consent of the custodian' },
  'managed-device-required': { status: 403, title: 'The policy requires a device that the organisation manages' },
  'not-enrolled-for-this': { status: 403, title: 'The device is not enrolled for that' },
  'manifest-invalid': { status: 403, title: 'The manifest is not of this device and this upload' },
  'manifest-required': { status: 403, title: 'The policy of the tenant wants a signed manifest' },
  'manifest-gap': { status: 409, title: "A manifest before this one is missing from the device's chain" },
  'manifest-fork': { status: 409, title: "The device's chain goes on with another manifest" },
  'not-found': { status: 404, title: 'There is no such thing here' },
  conflict: { status: 409, title: 'Something else is stored under that key' },
  'enrolled-otherwise': { status: 409, title: 'The installation is enrolled with something else' },
  gone: { status: 410, title: 'It is no more' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'unsupported-content-coding': { status: 415, title: 'The body must come as it is, without a content coding' },
  'too-many-requests': { status: 429, title: 'Asked for too often' },
  internal: { status: 500, title: 'A defect of this service' },
  unavailable: { status: 503, title: 'The store cannot take it now' },
};

/** RFC 9457, as it goes over the wire. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** A refusal on its way to the client. `detail` names fields, never their values: it is journaled. */
export class Problem extends Error {
  readonly problem: ProblemName;
  readonly status: number;
  readonly detail: string;
  readonly #headers: Readonly<Record<string, string>>;
  constructor(problem: ProblemName, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(`${problem}: ${detail}`);
    this.name = 'Problem';
    this.problem = problem;
    this.status = statuses[problem].status;
    this.detail = detail;
    this.#headers = headers;
  }

  /** RFC 9457. */
  document(): ProblemDocument {
    const { status, title } = statuses[this.problem];
    return { type: `urn:greenroom:problem:${this.problem}`, title, status, detail: this.detail };
  }

  response(): Response {
    return new Response(JSON.stringify(this.document()), {
      status: this.status,
      headers: {
        ...this.#headers,
        'content-type': 'application/problem+json',
        ...(this.problem === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
      },
    });
  }
}
