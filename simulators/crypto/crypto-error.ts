/** A key, point or length that a primitive cannot work with. Failed authentication is a result, not an error. */
export class CryptoError extends Error {
  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'CryptoError';
  }
}
