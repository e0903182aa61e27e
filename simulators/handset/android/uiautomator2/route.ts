import type { ScreenReader } from '../accessibility/reader.ts';
import type { AndroidDevice } from '../device/device.ts';
import type { Body } from './body.ts';
import type { Session } from './session.ts';

/** A request to a session's command. */
export interface RouteCall {
  readonly session: Session;
  readonly device: AndroidDevice;
  readonly screen: ScreenReader;
  /** The `:name` parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** One command: a method, a path below `/session/:sessionId`, and what it answers as `value`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly answer: (call: RouteCall) => unknown;
}

/** A command that only looks. */
export const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer });
/** A command that does something. */
export const post = (path: string, answer: Route['answer']): Route => ({ method: 'POST', path, answer });

/** The parameters of `path` when it fits the pattern: as many sections, equal where the pattern has no `:name`. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, section] of wanted.entries()) {
    const actual = given[at] ?? '';
    if (!section.startsWith(':')) {
      if (section !== actual) return undefined;
      continue;
    }
    try {
      params[section.slice(1)] = decodeURIComponent(actual);
    } catch {
      return undefined; // a broken percent escape names nothing
    }
  }
  return params;
}
