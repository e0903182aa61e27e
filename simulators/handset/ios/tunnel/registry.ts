import type { Clock } from '../../../kernel/clock.ts';
import type { Fetch } from '../../../kernel/network.ts';
import { listenHttp } from '../../../kernel/wall/listen.ts';

/** What the registry knows of one phone's tunnel. */
export interface TunnelEndpoint {
  readonly udid: string;
  /** The address at which the phone's services listen. */
  readonly address: string;
  /** Service names to TCP ports at that address; undefined while the tunnel is down. */
  services(): Readonly<Record<string, number>> | undefined;
}

export interface TunnelRegistry {
  /** The number that the driver reads from the file `tunnelRegistryPort`. */
  readonly port: number;
  close(): Promise<void>;
}

const base = '/remotexpc/tunnels';
/** The longest that a client may wait for a tunnel, ms. */
const longestWaitMs = 60_000;
const pollMs = 50;

/** The tunnel registry over HTTP, as RemoteXPC tunnel creation serves it: which phones have a tunnel and what is at its end. */
export function tunnelRegistry(endpoints: readonly TunnelEndpoint[], clock: Clock): Fetch {
  const since = clock.now();

  function entry(endpoint: TunnelEndpoint): object | undefined {
    const services = endpoint.services();
    if (!services) return undefined;
    return {
      udid: endpoint.udid,
      deviceId: endpoints.indexOf(endpoint) + 1,
      address: endpoint.address,
      rsdPort: 1,
      connectionType: 'USB',
      productId: 4776,
      createdAt: since,
      lastUpdated: clock.now(),
      services: Object.fromEntries(Object.entries(services).map(([name, port]) => [name, { port: String(port) }])),
    };
  }

  function everything(): object {
    const tunnels = Object.fromEntries(endpoints.flatMap((at) => (entry(at) ? [[at.udid, entry(at)]] : [])));
    const count = Object.keys(tunnels).length;
    return { tunnels, metadata: { lastUpdated: clock.now(), totalTunnels: count, activeTunnels: count } };
  }

  async function waitFor(endpoint: TunnelEndpoint, waitMs: number): Promise<object | undefined> {
    const until = clock.now() + waitMs;
    for (;;) {
      const found = entry(endpoint);
      if (found || clock.now() >= until) return found;
      await new Promise<void>((resolve) => void clock.after(pollMs, 'tunnel registry', resolve));
    }
  }

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [udid = '', action, ...more] = pathname.startsWith(`${base}/`)
      ? pathname.slice(base.length + 1).split('/')
      : [];
    const endpoint = endpoints.find((at) => at.udid.toLowerCase() === udid.toLowerCase());
    const missing = (): Response => Response.json({ error: `Tunnel not found for UDID: ${udid}` }, { status: 404 });
    if (request.method === 'GET' && pathname === base) return Response.json(everything());
    if (request.method === 'GET' && udid !== '' && action === undefined) {
      const waitMs = Number(searchParams.get('waitMs') ?? 0);
      if (!(waitMs >= 0 && waitMs <= longestWaitMs)) {
        return Response.json({ error: 'Invalid waitMs query parameter' }, { status: 400 });
      }
      const found = endpoint && (await waitFor(endpoint, waitMs));
      if (found) return Response.json(found);
      return endpoint && waitMs > 0 ? Response.json({ status: 'NOT_READY' }, { status: 408 }) : missing();
    }
    if (request.method === 'POST' && action === 'refresh-services' && more.length === 0) {
      const found = endpoint && entry(endpoint);
      return found ? Response.json(found) : missing();
    }
    return Response.json({ error: 'Not found' }, { status: 404 });
  };
}

/**
 * Serves the registry on 127.0.0.1, on a free port unless one is given. Appium's driver finds it through a text file that holds the port:
 * `$XDG_DATA_HOME/appium-xcuitest-driver-nodejs/strongbox/tunnelRegistryPort`, which the caller writes.
 */
export async function startTunnelRegistry(
  endpoints: readonly TunnelEndpoint[],
  { clock, port: wanted = 0 }: { readonly clock: Clock; readonly port?: number },
): Promise<TunnelRegistry> {
  const { port, close } = await listenHttp({ port: wanted }, tunnelRegistry(endpoints, clock));
  return { port, close };
}
