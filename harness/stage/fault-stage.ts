import type { World } from '../../simulators/world.ts';
import type { FaultStage } from '../faults/stage.ts';
import { interceptWebhooks } from './intercept-webhooks.ts';

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
    intercept: (_edge, wrapper) => interceptWebhooks(network, wrapper),
    append: (kind, data) => journal.append(kind, data),
  };
}
