import { statusOf, type WebDriverError } from '../../webdriver-errors.ts';

/** What a command failed with; becomes the answer's body and status. */
export class AutomationError extends Error {
  override readonly name = 'AutomationError';
  readonly code: WebDriverError;
  constructor(code: WebDriverError, message: string) {
    super(message);
    this.code = code;
  }
  /** The HTTP status. */
  get status(): number {
    return statusOf(this.code);
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
