import { type Enterprise, enterpriseHost, platformHost } from '../../simulators/enterprise/enterprise.ts';
import type { Network } from '../../simulators/kernel/network.ts';
import type { Edge, FaultStage } from '../faults/stage.ts';

/** Each edge's host and path: a host serves other things too, which are left alone. */
const edges: Readonly<Record<Edge, { readonly host: string; readonly path: string }>> = {
  webhooks: { host: enterpriseHost, path: '/webhooks/' },
  keys: { host: platformHost, path: '/.well-known/jwks.json' },
};

/** What faults reach of the platform and the subject. */
export function subjectEdges(
  network: Network,
  enterprise: Pick<Enterprise, 'rotateWebhookKeys'>,
): Pick<FaultStage, 'intercept' | 'rotateWebhookKeys'> {
  return {
    intercept(edge, wrapper) {
      const { host, path } = edges[edge];
      return network.intercept(host, (next) => {
        const wrapped = wrapper(next);
        return (request) => (new URL(request.url).pathname.startsWith(path) ? wrapped(request) : next(request));
      });
    },
    rotateWebhookKeys: (overlapMs) => enterprise.rotateWebhookKeys(overlapMs),
  };
}
