import { type Enterprise, enterpriseHost, platformHost } from '../../simulators/enterprise/enterprise.ts';
import { connectionError, type Network } from '../../simulators/kernel/network.ts';
import type { Edge, FaultStage, StageEnterprise } from '../faults/stage.ts';

/** Each edge's host and path: a host serves other things too, which are left alone. */
const edges: Readonly<Record<Edge, { readonly host: string; readonly path: string }>> = {
  webhooks: { host: enterpriseHost, path: '/webhooks/' },
  keys: { host: platformHost, path: '/.well-known/jwks.json' },
};

/** What of the enterprise can be broken. */
type OursToBreak = Pick<Enterprise, 'platform' | 'rotateWebhookKeys' | 'kill' | 'restart' | 'setDiskFull'>;

/** What faults reach of the platform and the subject. */
export function subjectEdges(
  network: Network,
  enterprise: OursToBreak,
): Pick<FaultStage, 'intercept' | 'rotateWebhookKeys' | 'webhookKeySet' | 'takeUpWebhooks' | 'enterprise'> {
  return {
    intercept(edge, wrapper) {
      const { host, path } = edges[edge];
      return network.intercept(host, (next) => {
        const wrapped = wrapper(next);
        return (request) => (new URL(request.url).pathname.startsWith(path) ? wrapped(request) : next(request));
      });
    },
    rotateWebhookKeys: (overlapMs) => enterprise.rotateWebhookKeys(overlapMs),
    takeUpWebhooks() {
      enterprise.platform.enable();
      enterprise.platform.replayDead();
    },
    async webhookKeySet() {
      const { host, path } = edges.keys;
      return (await enterprise.platform.app(new Request(`http://${host}${path}`))).text();
    },
    enterprise: stageEnterprise(network, enterprise),
  };
}

function stageEnterprise(network: Network, enterprise: OursToBreak): StageEnterprise {
  return {
    die(moment) {
      if (moment === 'at-once') {
        enterprise.kill();
        return () => {};
      }
      let armed = true;
      const off = network.intercept(enterpriseHost, (next) => async (request) => {
        const answer = await next(request);
        if (!armed || request.method === 'GET' || !answer.ok) return answer;
        armed = false;
        enterprise.kill();
        if (moment === 'after-answer') return answer;
        await answer.body?.cancel();
        throw connectionError('ECONNRESET', 'the enterprise, which died before it could answer');
      });
      return off;
    },
    restart: () => enterprise.restart(),
    setDiskFull: (full) => enterprise.setDiskFull(full),
  };
}
