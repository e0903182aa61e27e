import { statusOf, type WebDriverError } from '../../webdriver-errors.ts';

/** Ends a command with an error of the protocol. */
export class WdaError extends Error {
  override readonly name = 'WdaError';
  readonly error: WebDriverError;
  readonly status: number;
  constructor(error: WebDriverError, message: string) {
    super(message);
    this.error = error;
    this.status = statusOf(error);
  }
}
