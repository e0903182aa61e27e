/** WebDriver errors and their HTTP statuses, as WebDriverAgent pairs them. */
const statuses = {
  'element not visible': 400,
  'invalid argument': 400,
  'invalid element state': 400,
  'invalid selector': 400,
  'invalid session id': 404,
  'no such alert': 404,
  'no such element': 404,
  'session not created': 500,
  'stale element reference': 404,
  'unable to capture screen': 500,
  'unknown command': 404,
  'unknown error': 500,
  'unsupported operation': 500,
} as const;

export type WdaErrorName = keyof typeof statuses;

/** Ends a command with an error of the protocol. */
export class WdaError extends Error {
  override readonly name = 'WdaError';
  readonly error: WdaErrorName;
  readonly status: number;
  constructor(error: WdaErrorName, message: string) {
    super(message);
    this.error = error;
    this.status = statuses[error];
  }
}
