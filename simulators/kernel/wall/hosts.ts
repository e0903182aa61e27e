import type { Fetch, HostResolver } from '../network.ts';
import { type Listening, listenHttp } from './listen.ts';

/** The parties' HTTP apps on real sockets, found by host name. */
export interface SocketHosts {
  /** For the network: requests to a served host go over its socket. */
  readonly resolve: HostResolver;
  /** Opens a socket for each app, on a free port of 127.0.0.1. */
  serve(apps: ReadonlyMap<string, Fetch>): Promise<void>;
  /** `http://127.0.0.1:port` of a served host. */
  origin(host: string): string | undefined;
  close(): Promise<void>;
}

export function socketHosts(): SocketHosts {
  const served = new Map<string, Listening & { readonly origin: string }>();
  return {
    resolve(host) {
      const at = served.get(host);
      if (!at) return undefined;
      return async (request) => {
        const { pathname, search } = new URL(request.url);
        const body = request.body === null ? null : await request.clone().arrayBuffer();
        return fetch(`${at.origin}${pathname}${search}`, {
          method: request.method,
          headers: request.headers,
          body,
          redirect: 'manual',
          signal: request.signal,
        });
      };
    },
    async serve(apps) {
      for (const [host, app] of apps) served.set(host, await listenHttp({}, app));
    },
    origin: (host) => served.get(host)?.origin,
    async close() {
      await Promise.all([...served.values()].map((at) => at.close()));
      served.clear();
    },
  };
}
