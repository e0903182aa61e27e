import { type Clock, sleep } from './clock.ts';
import type { Random } from './random.ts';

/** HTTP between parties, the same on both clocks. Clients pass `redirect: 'manual'`. */
export type Fetch = (request: Request) => Promise<Response>;

/** What a link does to what passes over it, one direction. */
export interface LinkConditions {
  /** One-way delay, ms. */
  readonly latencyMs: number;
  /** Up to this much more, uniform, ms. Without reordering, order is kept nevertheless. */
  readonly jitterMs: number;
  /** Probabilities, 0 .. 1. */
  readonly loss: number;
  readonly duplication: number;
  readonly reordering: number;
  readonly partitioned: boolean;
}

export const goodLink: LinkConditions = {
  latencyMs: 20,
  jitterMs: 0,
  loss: 0,
  duplication: 0,
  reordering: 0,
  partitioned: false,
};

/** One frame as it left its sender, before the link did anything to it. */
export interface Transmission {
  readonly from: string;
  readonly to: string;
  readonly channel: 'signalling' | 'http';
  /** What it was, for people: a SIP start line, `POST http://...`. */
  readonly summary: string;
  /** Every byte, headers included. */
  readonly bytes: Uint8Array;
}

export type Receive = (bytes: Uint8Array, from: string) => void;

/** Where HTTP requests to a host name go: into the app in memory, or (wall clock) to its socket. */
export type HostResolver = (host: string) => Fetch | undefined;

/**
 * Named nodes joined by links. Links exist on first use with the default conditions; faults change them. Signalling
 * frames are datagrams (lost, doubled, reordered, delayed); HTTP is a request and a response over the same two links,
 * where loss and partition end in the error that `fetch` gives when a connection fails.
 */
export interface Network {
  /** Joins a node; frames sent to it arrive at `receive`. Returns how to leave again. */
  join(node: string, receive: Receive): () => void;
  /** Sends one signalling frame. It is observed at once and arrives later, or never. */
  send(from: string, to: string, summary: string, bytes: Uint8Array): void;
  /** Serves HTTP for `host` (e.g. `acs.north.test`) from `node`. */
  host(node: string, host: string, app: Fetch): void;
  /** The apps served, by host name. */
  hosts(): ReadonlyMap<string, Fetch>;
  /** Puts a fault before a host: requests go to `wrap(next)`. Wraps nest, the newest outermost. Returns how to take it off. */
  intercept(host: string, wrap: (next: Fetch) => Fetch): () => void;
  /** `fetch` as seen from `node`. An unknown host fails as a name that does not resolve. */
  fetchFrom(node: string): Fetch;
  conditions(from: string, to: string): LinkConditions;
  /** Changes one direction of a link. */
  change(from: string, to: string, conditions: Partial<LinkConditions>): void;
  /** Cuts a node off from everyone, or joins it again: a phone in airplane mode. */
  isolate(node: string, isolated: boolean): void;
  /** Loses each signalling frame, after it has left, for which `rule` says true. Returns how to stop. */
  lose(rule: (transmission: Transmission) => boolean): () => void;
  /** Every transmission, as it leaves. */
  observe(observer: (transmission: Transmission) => void): void;
}

export interface NetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly defaults?: Partial<LinkConditions>;
  /** Replaces delivery in memory for HTTP; the wall clock passes one that goes through real sockets. */
  readonly resolve?: HostResolver;
}

/** The error of a connection that could not be made or broke, shaped as undici's: a TypeError with a coded cause. */
export function connectionError(
  code: 'ENOTFOUND' | 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT',
  detail: string,
): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`${code}: ${detail}`), { code }) });
}

export function network({ clock, random, defaults, resolve }: NetworkOptions): Network {
  const nodes = new Map<string, Receive>();
  const hosts = new Map<string, { node: string; app: Fetch }>();
  const links = new Map<string, { conditions: LinkConditions; random: Random; lastArrivalMs: number }>();
  const isolated = new Set<string>();
  const intercepts = new Map<string, ((next: Fetch) => Fetch)[]>();
  const losses = new Set<(transmission: Transmission) => boolean>();
  const observers: ((transmission: Transmission) => void)[] = [];

  function link(from: string, to: string) {
    const key = `${from}>${to}`;
    let found = links.get(key);
    if (!found) {
      found = { conditions: { ...goodLink, ...defaults }, random: random.split(key), lastArrivalMs: 0 };
      links.set(key, found);
    }
    return found;
  }

  const cut = (from: string, to: string): boolean =>
    isolated.has(from) || isolated.has(to) || link(from, to).conditions.partitioned;

  /** Draws what happens to one frame; every draw is made whatever the rates, so that changing a rate moves nothing else. */
  function passage(from: string, to: string): { copies: number; delayMs: number } {
    const it = link(from, to);
    const { latencyMs, jitterMs, loss, duplication, reordering } = it.conditions;
    const lost = it.random.chance(loss);
    const copies = it.random.chance(duplication) ? 2 : 1;
    const overtakes = it.random.chance(reordering);
    const jitter = Math.floor(it.random.fraction() * (jitterMs + 1));
    let arrivalMs = clock.now() + latencyMs + jitter;
    if (overtakes) arrivalMs += latencyMs + jitterMs + 1;
    else arrivalMs = Math.max(arrivalMs, it.lastArrivalMs);
    if (!overtakes) it.lastArrivalMs = arrivalMs;
    return { copies: lost || cut(from, to) ? 0 : copies, delayMs: arrivalMs - clock.now() };
  }

  function announce(transmission: Transmission): void {
    for (const observer of observers) observer(transmission);
  }

  async function requestBytes(request: Request): Promise<Uint8Array> {
    const head = [
      `${request.method} ${request.url}`,
      ...[...request.headers].map(([name, value]) => `${name}: ${value}`),
    ];
    const body = new Uint8Array(await request.clone().arrayBuffer());
    return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
  }

  function served(host: string, app: Fetch): Fetch {
    const reached = resolve?.(host) ?? app;
    return (intercepts.get(host) ?? []).reduce((next, wrap) => wrap(next), reached);
  }

  return {
    join(node, receive) {
      if (nodes.has(node)) throw new Error(`network node "${node}" has joined already: leave first`);
      nodes.set(node, receive);
      return () => void nodes.delete(node);
    },
    send(from, to, summary, bytes) {
      if (isolated.has(from)) return; // the radio is off: nothing leaves
      const transmission: Transmission = { from, to, channel: 'signalling', summary, bytes };
      announce(transmission);
      const { copies, delayMs } = passage(from, to);
      let lost = false;
      for (const rule of losses) lost = rule(transmission) || lost;
      if (lost) return;
      for (let copy = 0; copy < copies; copy++) {
        clock.after(delayMs, `link ${from}>${to}`, () => {
          if (!cut(from, to)) nodes.get(to)?.(bytes, from);
        });
      }
    },
    host(node, host, app) {
      hosts.set(host, { node, app });
    },
    hosts: () => new Map([...hosts].map(([host, { app }]) => [host, app])),
    intercept(host, wrap) {
      const wraps = intercepts.get(host) ?? [];
      intercepts.set(host, wraps);
      wraps.push(wrap);
      return () => {
        const at = wraps.indexOf(wrap);
        if (at >= 0) wraps.splice(at, 1);
      };
    },
    fetchFrom(from) {
      return async (request) => {
        const host = new URL(request.url).hostname;
        const party = hosts.get(host);
        if (!party) throw connectionError('ENOTFOUND', host);
        if (isolated.has(from)) throw connectionError('ENOTFOUND', `${host} (no network on ${from})`);
        const bytes = await requestBytes(request);
        announce({ from, to: party.node, channel: 'http', summary: `${request.method} ${request.url}`, bytes });
        const out = passage(from, party.node);
        await sleep(clock, out.delayMs, `http ${from}>${party.node}`);
        if (out.copies === 0 || cut(from, party.node)) throw connectionError('ECONNREFUSED', `${host} from ${from}`);
        const response = await served(host, party.app)(request);
        const back = passage(party.node, from);
        await sleep(clock, back.delayMs, `http ${party.node}>${from}`);
        if (back.copies === 0 || cut(party.node, from)) throw connectionError('ECONNRESET', `${host} to ${from}`);
        return response;
      };
    },
    conditions: (from, to) => link(from, to).conditions,
    change(from, to, conditions) {
      const it = link(from, to);
      it.conditions = { ...it.conditions, ...conditions };
    },
    isolate(node, on) {
      if (on) isolated.add(node);
      else isolated.delete(node);
    },
    lose(rule) {
      losses.add(rule);
      return () => void losses.delete(rule);
    },
    observe(observer) {
      observers.push(observer);
    },
  };
}
