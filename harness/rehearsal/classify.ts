import { AssertionError } from 'node:assert';
import { StageError } from '../stage/client.ts';
import type { FailureClass } from './progress-events.ts';

/** An error that knows who is to blame. The message says so at its beginning, which the report's categories read. */
export class ClassedError extends Error {
  override readonly name: string = 'ClassedError';
  readonly blame: FailureClass;
  constructor(blame: FailureClass, message: string, cause?: unknown) {
    super(blame === 'product' ? message : `[${blame}] ${message}`, cause === undefined ? {} : { cause });
    this.blame = blame;
  }
}

/** What drivers, adb and WebDriverAgent say when a phone is gone, froze, or lost what runs on it. */
const deviceWords = [
  /device '[^']*' not found/i,
  /could not find a connected android device/i,
  /device (is )?offline/i,
  /device unauthorized/i,
  /not in the list of connected devices/i,
  /instrumentation process (is not running|cannot be initialized)/i,
  /socket hang up/i,
  /could not proxy command to the remote server/i,
  /No tunnel found for device/i,
  /WebDriverAgent.*(not reachable|crashed|startup)/i,
  /invalid session id|session is either terminated or not started/i,
  /Timed out after \d+ms waiting for .*UiAutomator2|uiautomator2ServerReadTimeout/i,
  /Unknown device or simulator UDID/i,
];

/** What is said when the machine's own servers are not there. */
const environmentWords = [
  /ECONNREFUSED/,
  /EADDRINUSE/,
  /ENOSPC/,
  /EMFILE/,
  /Unable to connect to "http/,
  /Failed to create a session/,
];

/** Decides who is to blame before anyone reads the failure. What nothing is known of is the harness's own. */
export function classify(error: unknown): FailureClass {
  if (error instanceof ClassedError) return error.blame;
  if (error instanceof AssertionError) return 'product';
  // 502: somebody else's subject does not do its part.
  if (error instanceof StageError) return error.status === 502 || error.status === 503 ? 'environment' : 'harness';
  const text = error instanceof Error ? `${error.message}\n${causeText(error)}` : String(error);
  // The drivers' words first: a phone that is gone often shows as a refused connection on the driver's side.
  if (deviceWords.some((words) => words.test(text))) return 'device';
  if (environmentWords.some((words) => words.test(text))) return 'environment';
  return 'harness';
}

/** The error with its class in front of its message; product failures stay as they are. */
export function classed(error: unknown): Error {
  const blame = classify(error);
  if (error instanceof ClassedError || (blame === 'product' && error instanceof Error)) return error;
  const named = new ClassedError(blame, error instanceof Error ? error.message : String(error), error);
  if (error instanceof Error && error.stack !== undefined) named.stack = `${named.message}\n${error.stack}`;
  return named;
}

const causeText = (error: Error): string => (error.cause instanceof Error ? error.cause.message : '');
