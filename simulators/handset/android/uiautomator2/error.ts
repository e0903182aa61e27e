/** The errors of the UiAutomator2 server: its word and the HTTP status it goes with (W3C WebDriver 6.6). */
const statusByError = {
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
  'unknown method': 405,
} as const;

/** One of the errors. */
export type ErrorCode = keyof typeof statusByError;

/** What a command failed with; becomes the answer's body and status. */
export class AutomationError extends Error {
  override readonly name = 'AutomationError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
  /** The HTTP status. */
  get status(): number {
    return statusByError[this.code];
  }
}

/** The locator cannot be read, or asks for what is not known here. */
export const invalidSelector = (message: string): AutomationError => new AutomationError('invalid selector', message);
/** The request makes no sense. */
export const invalidArgument = (message: string): AutomationError => new AutomationError('invalid argument', message);
/** Nothing on the screen fits. */
export const noSuchElement = (
  message = 'An element could not be located on the page using the given search parameters',
): AutomationError => new AutomationError('no such element', message);
/** The element is no longer what it was. */
export const staleElement = (message: string): AutomationError =>
  new AutomationError('stale element reference', message);
/** The element, or the phone, does not let that be done. */
export const invalidElementState = (message: string): AutomationError =>
  new AutomationError('invalid element state', message);
