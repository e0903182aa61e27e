import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ScreenReader, screenReader } from '../accessibility/reader.ts';
import type { AndroidDevice } from '../device/device.ts';
import { driverPackages } from '../device/packages.ts';
import { actionRoutes } from './action-routes.ts';
import { type Body, parseBody } from './body.ts';
import { deviceRoutes, launchableApps } from './device-routes.ts';
import { elementRoutes } from './element-routes.ts';
import { AutomationError, invalidArgument } from './error.ts';
import { gestureRoutes } from './gesture-routes.ts';
import { matchPath, type Route } from './route.ts';
import { session as newSession, requestedCapabilities, type Session } from './session.ts';

/** The UiAutomator2 server: HTTP over whatever streams reach it. */
export interface AutomationServer {
  serve(stream: Duplex): void;
  /** Forgets the session: its process is gone, or a new one begins. */
  reset(): void;
  /** Ends open connections. */
  close(): void;
}

const maxBodyBytes = 8 * 1024 * 1024;
/** How long the server lives on after its session was deleted, ms: until the answer is out (its own figure is 15). */
const lingerMs = 15;

const sessionRoutes: readonly Route[] = [...elementRoutes, ...deviceRoutes, ...gestureRoutes, ...actionRoutes];

const unknownCommand = (): AutomationError =>
  new AutomationError(
    'unknown command',
    'The requested resource could not be found, or a request was received using an HTTP method that is not supported by the mapped resource',
  );

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  // a request that is destroyed takes its connection along, and with it the answer
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) throw invalidArgument(`The body is longer than ${maxBodyBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A server without a session. `onFinished` is called when its session was deleted and it ends by itself. */
export function automationServer(device: () => AndroidDevice, onFinished: () => void): AutomationServer {
  let current: Session | undefined;
  let reader: ScreenReader | undefined;
  const screen = (): ScreenReader => {
    reader ??= screenReader(device().phone);
    return reader;
  };

  function start(body: Body): unknown {
    current = newSession(device().random.uuid(), requestedCapabilities(body), {
      phone: device().phone,
      screen: screen(),
    });
    return { sessionId: current.id, capabilities: body['capabilities'] };
  }

  function finish(): null {
    const { clock, processes } = device();
    current = undefined;
    processes.stop('io.appium.uiautomator2.server'); // the driver polls ps every 300 ms: be gone at its first look
    clock.after(lingerMs, 'android UiAutomator2 server ends', onFinished);
    return null;
  }

  const noSession: Readonly<Record<string, (body: Body) => unknown>> = {
    'GET /status': () => ({
      ready: true,
      message: 'UiAutomator2 Server is ready to accept commands',
      build: { version: driverPackages.server.versionName, versionCode: driverPackages.server.versionCode },
    }),
    'GET /sessions': () =>
      current ? [{ id: current.id, sessionId: current.id, capabilities: current.capabilities }] : [],
    'GET /appium/device/apps': () => launchableApps({ device: device() }),
    'POST /session': start,
  };

  function answer(method: string, path: string, body: () => Body): unknown {
    const free = noSession[`${method} ${path}`];
    if (free) return free(body());
    const [, id = '', rest = ''] = /^\/session\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (id === '') throw unknownCommand();
    const route = sessionRoutes.find((found) => found.method === method && matchPath(found.path, rest) !== undefined);
    const own = rest === '' && (method === 'GET' || method === 'DELETE');
    if (!route && !own) throw unknownCommand();
    if (!current || current.id !== id) {
      throw new AutomationError('invalid session id', `The session identified by ${id.slice(0, 100)} is not known`);
    }
    if (!route) return method === 'DELETE' ? finish() : { lastScrollData: null };
    const params = matchPath(route.path, rest) ?? {};
    return route.answer({ session: current, device: device(), screen: screen(), params, body: body() });
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const path = (request.url ?? '')
      .replace(/\?.*$/s, '')
      .replace(/^\/wd\/hub/, '')
      .replace(/(.)\/$/, '$1');
    const sessionId = /^\/session\/([^/]+)/.exec(path)?.[1] ?? null;
    let status = 200;
    let value: unknown;
    try {
      const text = await readBody(request);
      value = (await answer(method, path, () => parseBody(text))) ?? null;
    } catch (error) {
      if (request.errored) return;
      const failure = error instanceof AutomationError ? error : undefined;
      status = failure?.status ?? 500;
      const message = error instanceof Error ? error.message : String(error);
      if (!failure) device().log('warn', `${method} ${path} failed: ${message}`);
      const stack = error instanceof Error ? (error.stack ?? '') : '';
      value = { error: failure?.code ?? 'unknown error', message, stacktrace: failure ? message : stack };
    }
    if (response.destroyed) return;
    const body = Buffer.from(JSON.stringify({ sessionId: current?.id ?? sessionId ?? 'None', value }));
    response.writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': body.length,
      'cache-control': 'no-store',
      ...(request.complete ? {} : { connection: 'close' }),
    });
    response.end(body);
  }

  const http = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    respond(request, response).catch((error: unknown) => {
      device().log('warn', `answering ${request.method} ${request.url?.slice(0, 200)} failed: ${String(error)}`);
      response.destroy();
    });
  });
  http.on('clientError', (_error, socket) => {
    if (!socket.destroyed) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  const streams = new Set<Duplex>();

  return {
    serve(stream) {
      streams.add(stream);
      stream.on('close', () => streams.delete(stream));
      const same = (): Duplex => stream;
      // what node:http calls on a socket; an ADB stream has no such knobs
      http.emit('connection', Object.assign(stream, { setTimeout: same, setNoDelay: same, setKeepAlive: same }));
    },
    reset() {
      current = undefined;
    },
    close() {
      for (const stream of streams) stream.destroy();
    },
  };
}
