import type { Clock } from '../../kernel/clock.ts';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { type FixturePhone, fixturePhone } from './fixture-phone.ts';
import { processTable } from './processes.ts';
import type { Device } from './wda/device.ts';
import { elementIds } from './wda/element-cache.ts';
import { type WdaReply, type WdaRequest, webDriverAgent } from './wda/server.ts';

export const fixtureUdid = '00008120-000000000000FFFF';
export const fixtureEpochMs = Date.UTC(2026, 10, 22);

/** What a test sees of an answer. */
export interface Answer {
  readonly status: number;
  readonly value: unknown;
}

/** A member of an answer, by its path. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], value);
}

/** WebDriverAgent without its socket, over a fixture phone. */
export interface FixtureAgent {
  readonly phone: FixturePhone;
  readonly answer: (request: WdaRequest) => Promise<WdaReply>;
  /** A request by its path, with `?query`. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Starts a session for an app and makes its id the prefix of later paths that begin with a dot. */
  start(bundleId?: string): Promise<string>;
  /** The reference of the one element that a search finds. */
  find(using: string, value: string): Promise<string>;
}

export function fixtureAgent(clock: Clock = virtualClock(fixtureEpochMs)): FixtureAgent {
  const phone = fixturePhone();
  const device: Device = {
    phone,
    identity: { udid: fixtureUdid },
    processes: processTable(phone, (id) => phone.appState(id) >= 3),
    clock,
    elementIds: elementIds(),
    running: true,
    session: undefined,
    sessions: 0,
    locked: false,
    pasteboard: new Map(),
  };
  const answer = webDriverAgent(device, (line) => {
    throw new Error(line);
  });
  let prefix = '';
  const ask: FixtureAgent['ask'] = async (method, path, body) => {
    const url = new URL(path.startsWith('.') ? `${prefix}${path.slice(1)}` : path, 'http://phone');
    const text = body === undefined ? '' : JSON.stringify(body);
    const reply = await answer({ method, path: url.pathname, query: url.searchParams, body: text });
    return { status: reply.status, value: (JSON.parse(reply.body) as Answer).value };
  };
  return {
    phone,
    answer,
    ask,
    async start(bundleId = 'com.apple.MobileSMS') {
      const { value } = await ask('POST', '/session', { capabilities: { alwaysMatch: { bundleId } } });
      const id = String(member(value, 'sessionId'));
      prefix = `/session/${id}`;
      return id;
    },
    async find(using, value) {
      const found = await ask('POST', './element', { using, value });
      return String(member(found.value, 'ELEMENT'));
    },
  };
}
