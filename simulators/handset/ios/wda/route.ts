import type { Device } from './device.ts';
import { WdaError } from './error.ts';
import type { Json, JsonObject } from './json.ts';
import type { Session } from './session.ts';

/** One command as it came in. */
export interface Call {
  readonly device: Device;
  /** The parts of the path that a route names. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly arguments: JsonObject;
  /** The session that the path names, which exists. */
  readonly session: Session | undefined;
}

export type Outcome = Json | undefined | object;
export type Handler = (call: Call) => Outcome | Promise<Outcome>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Segments, those that begin with a colon being parameters. Below `/session/:id` unless `session` is `none`. */
  readonly path: string;
  /** `none`: without a session in the path. `either`: both ways. */
  readonly session: 'needed' | 'none' | 'either';
  readonly handle: Handler;
}

export const get = (path: string, handle: Handler, session: Route['session'] = 'needed'): Route => ({
  method: 'GET',
  path,
  session,
  handle,
});
export const post = (path: string, handle: Handler, session: Route['session'] = 'needed'): Route => ({
  method: 'POST',
  path,
  session,
  handle,
});

/** The session of a command that has one. @throws WdaError when it has none */
export function sessionOf({ session }: Call): Session {
  if (!session) throw new WdaError('invalid session id', 'Session does not exist');
  return session;
}

export interface Match {
  readonly route: Route;
  readonly sessionId: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request; undefined when there is none. Routes with fixed segments win over those with parameters. */
export function router(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const byShape = new Map<string, { readonly route: Route; readonly segments: readonly string[] }[]>();
  const add = (route: Route, path: string): void => {
    const segments = path.split('/').filter((segment) => segment !== '');
    const shape = `${route.method} ${segments.length}`;
    const parameters = (of: readonly string[]): number => of.filter((segment) => segment.startsWith(':')).length;
    const peers = [...(byShape.get(shape) ?? []), { route, segments }];
    byShape.set(
      shape,
      peers.sort((a, b) => parameters(a.segments) - parameters(b.segments)),
    );
  };
  for (const route of routes) {
    if (route.session !== 'needed') add(route, route.path);
    if (route.session !== 'none') add(route, `/session/:sessionId${route.path}`);
  }
  return (method, path) => {
    const wanted = path.split('/').filter((segment) => segment !== '');
    for (const { route, segments } of byShape.get(`${method} ${wanted.length}`) ?? []) {
      const parameters: Record<string, string> = {};
      const fits = segments.every((segment, at) => {
        if (!segment.startsWith(':')) return segment.toLowerCase() === wanted[at]?.toLowerCase();
        parameters[segment.slice(1)] = wanted[at] ?? '';
        return true;
      });
      if (fits) return { route, sessionId: parameters['sessionId'], parameters };
    }
    return undefined;
  };
}
