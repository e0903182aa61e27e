import type { ServiceLog } from '../connection.ts';
import type { Device } from './device.ts';
import { WdaError } from './error.ts';
import { readArguments } from './json.ts';
import { type Match, type Outcome, router } from './route.ts';
import { actionRoutes } from './routes/actions.ts';
import { alertRoutes } from './routes/alert.ts';
import { appRoutes } from './routes/app.ts';
import { deviceRoutes } from './routes/device.ts';
import { elementRoutes } from './routes/element.ts';
import { findRoutes } from './routes/find.ts';
import { gestureRoutes } from './routes/gesture.ts';
import { keyboardRoutes } from './routes/keyboard.ts';
import { sessionRoutes } from './routes/session.ts';
import { sourceRoutes } from './routes/source.ts';
import { statusRoutes } from './routes/status.ts';

/** A request to WebDriverAgent, its body read. */
export interface WdaRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface WdaReply {
  readonly status: number;
  /** JSON: `{"value": .., "sessionId": ..}`. */
  readonly body: string;
}

const match = router([
  ...statusRoutes,
  ...sessionRoutes,
  ...sourceRoutes,
  ...findRoutes,
  ...elementRoutes,
  ...gestureRoutes,
  ...actionRoutes,
  ...appRoutes,
  ...deviceRoutes,
  ...alertRoutes,
  ...keyboardRoutes,
]);

/** WebDriverAgent on a simulated iPhone, without its socket: every request gets an answer, whatever it holds. */
export function webDriverAgent(device: Device, log: ServiceLog): (request: WdaRequest) => Promise<WdaReply> {
  const reply = (status: number, value: Outcome): WdaReply => ({
    status,
    body: JSON.stringify({ value: value ?? null, sessionId: device.session?.id ?? null }),
  });
  return async (request) => {
    try {
      const found = match(request.method, request.path);
      if (!found) throw new WdaError('unknown command', `Unhandled endpoint: ${request.path} with parameters {}`);
      return reply(200, await handle(device, found, request));
    } catch (error) {
      const known = error instanceof WdaError ? error : unexpected(error);
      if (known !== error) log(`WebDriverAgent: ${request.method} ${request.path}: ${known.message}`);
      return reply(known.status, { error: known.error, message: known.message, traceback: '' });
    }
  };
}

function handle(
  device: Device,
  { route, sessionId, parameters }: Match,
  request: WdaRequest,
): Outcome | Promise<Outcome> {
  const session = sessionId === undefined ? undefined : device.session;
  if (sessionId !== undefined && session?.id !== sessionId) {
    throw new WdaError('invalid session id', 'Session does not exist');
  }
  return route.handle({ device, parameters, query: request.query, arguments: readArguments(request.body), session });
}

/** A mistake of ours, or of the phone's, is told to the client: it is the only one who sees it. */
function unexpected(error: unknown): WdaError {
  return new WdaError('unknown error', error instanceof Error ? error.message : String(error));
}
