import { enterpriseHost } from '../../simulators/enterprise/enterprise.ts';
import type { Fetch, Network } from '../../simulators/kernel/network.ts';

/** Puts a wrapper before the webhook receiver. Its host serves the archive too, which is left alone. */
export function interceptWebhooks(network: Network, wrapper: (next: Fetch) => Fetch): () => void {
  return network.intercept(enterpriseHost, (next) => {
    const wrapped = wrapper(next);
    return (request) => (new URL(request.url).pathname.startsWith('/webhooks/') ? wrapped(request) : next(request));
  });
}
