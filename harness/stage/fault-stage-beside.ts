import type { WorldBeside } from '../../simulators/world-beside.ts';
import type { FaultStage } from '../faults/stage.ts';
import { interceptWebhooks } from './intercept-webhooks.ts';

/** What faults act on beside real phones: the enterprise is ours, the phones are not. */
export function faultStageBeside({ clock, journal, network, phones }: WorldBeside): FaultStage {
  return {
    clock,
    phones: new Map(
      [...phones].map(([name, { os }]) => [
        name,
        {
          name,
          place: os === 'android' ? 'real-android' : 'real-iphone',
          get airplaneMode(): boolean {
            throw new Error(`nobody here knows whether ${name} is in airplane mode: look at its settings screen`);
          },
          setAirplaneMode() {
            throw new Error(`${name} is a real phone: switch it on its settings screen`);
          },
        },
      ]),
    ),
    subject: 'simulated',
    intercept: (_edge, wrapper) => interceptWebhooks(network, wrapper),
    append: (kind, data) => journal.append(kind, data),
  };
}
