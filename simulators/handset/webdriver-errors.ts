/** WebDriver's words for what a command failed with, and the HTTP status of each (W3C WebDriver 6.6), as both drivers' servers pair them. */
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
  'unknown method': 405,
  'unsupported operation': 500,
} as const;

export type WebDriverError = keyof typeof statuses;

export const statusOf = (error: WebDriverError): number => statuses[error];
