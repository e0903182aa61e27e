import { enterpriseHost } from '../../simulators/enterprise/enterprise.ts';
import type { World } from '../../simulators/world.ts';
import type { FaultStage } from '../faults/stage.ts';

/** What faults act on, when everything is simulated. */
export function faultStage({ clock, journal, network, phones }: World): FaultStage {
  return {
    clock,
    phones: new Map(
      [...phones].map(([name, { phone }]) => [
        name,
        {
          name,
          place: 'simulated',
          get airplaneMode() {
            return phone.airplaneMode;
          },
          setAirplaneMode: (on) => phone.setAirplaneMode(on),
        },
      ]),
    ),
    subject: 'simulated',
    intercept: (_edge, wrapper) => network.intercept(enterpriseHost, (next) => onlyWebhooks(next, wrapper(next))),
    append: (kind, data) => journal.append(kind, data),
  };
}

/** The enterprise's host serves the archive too: only deliveries are tampered with. */
const onlyWebhooks =
  (others: (request: Request) => Promise<Response>, webhooks: (request: Request) => Promise<Response>) =>
  (request: Request): Promise<Response> =>
    new URL(request.url).pathname.startsWith('/webhooks/') ? webhooks(request) : others(request);
