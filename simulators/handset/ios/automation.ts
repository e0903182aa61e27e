import type { Clock } from '../../kernel/clock.ts';
import { type Listening, listenHttp } from '../../kernel/wall/listen.ts';
import type { Phone } from '../phone.ts';
import type { ServiceLog } from './connection.ts';
import type { DeviceIdentity } from './device-values.ts';
import { type ProcessTable, runnerBundle } from './processes.ts';
import type { Device } from './wda/device.ts';
import { elementIds } from './wda/element-cache.ts';
import { wdaApp } from './wda/http.ts';
import { webDriverAgent } from './wda/server.ts';

/** The WebDriverAgent process of one phone and the socket it is reached by, which can come and go separately. */
export interface Automation {
  running(): boolean;
  /** Starts it afresh on a port, ending one that runs. The port that it got, should that be 0. */
  start(port: number): Promise<number>;
  /** Ends it: its session and what it remembers are gone. */
  stop(): Promise<void>;
  /** Cuts it off, or makes it reachable again. It goes on running. */
  reachable(on: boolean): Promise<void>;
}

export interface AutomationOptions {
  readonly phone: Phone;
  readonly identity: DeviceIdentity;
  readonly processes: ProcessTable;
  readonly clock: Clock;
  readonly host: string;
  readonly log: ServiceLog;
}

export function automation({ phone, identity, processes, clock, host, log }: AutomationOptions): Automation {
  let device: Device | undefined;
  let app: ReturnType<typeof wdaApp> | undefined;
  let port = 0;
  let cutOff = false;
  let socket: Listening | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time, in the order in which they were asked for. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = turn.then(change);
    turn = result.catch(() => undefined);
    return result;
  }

  async function adjust(): Promise<void> {
    if (socket && (!app || cutOff)) {
      const closing = socket;
      socket = undefined;
      await closing.close();
    } else if (!socket && app && !cutOff) {
      socket = await listenHttp({ host, port }, app);
      port = socket.port;
    }
  }

  async function stop(): Promise<void> {
    app = undefined;
    if (device) device.running = false;
    processes.restarted(runnerBundle);
    await adjust();
  }

  return {
    running: () => app !== undefined,
    start: (wanted) =>
      inTurn(async () => {
        await stop();
        port = wanted;
        device = {
          phone,
          identity,
          processes,
          clock,
          elementIds: elementIds(),
          running: true,
          session: undefined,
          sessions: 0,
          locked: false,
          pasteboard: new Map(),
        };
        app = wdaApp(webDriverAgent(device, log));
        try {
          await adjust();
        } catch (error) {
          app = undefined;
          throw error;
        }
        return port;
      }),
    stop: () => inTurn(stop),
    reachable: (on) =>
      inTurn(async () => {
        cutOff = !on;
        await adjust();
      }),
  };
}
