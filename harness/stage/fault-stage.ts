import type { World } from '../../simulators/world.ts';
import type { FaultStage } from '../faults/stage.ts';
import { subjectEdges } from './subject-edges.ts';

/** What faults act on, when everything is simulated. */
export function faultStage({ clock, journal, network, enterprise, phones }: World): FaultStage {
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
    ...subjectEdges(network, enterprise),
    append: (kind, data) => journal.append(kind, data),
  };
}
