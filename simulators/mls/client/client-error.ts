/** The caller asked a client for what it cannot do now; the client is as it was. */
export class MlsClientError extends Error {
  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'MlsClientError';
  }
}

/** A certificate on the roster ends so soon that no commit would be accepted which leaves it there. */
export class ExpiringCredentialError extends MlsClientError {}
