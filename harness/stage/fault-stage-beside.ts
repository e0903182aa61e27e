import type { WorldBeside } from '../../simulators/world-beside.ts';
import type { FaultStage } from '../faults/stage.ts';
import type { StageSettings } from './api.ts';
import { overAdb } from './over-adb.ts';
import { subjectEdges } from './subject-edges.ts';

/** What faults act on beside real phones: the enterprise is ours, the phones are not. */
export function faultStageBeside(
  { clock, journal, network, enterprise, phones }: WorldBeside,
  settings: StageSettings['phones'],
): FaultStage {
  const settingOf = (name: string) => settings.find((phone) => phone.name === name);
  return {
    clock,
    phones: new Map(
      [...phones].map(([name, { os }]) => [
        name,
        {
          name,
          allowDestructive: settingOf(name)?.allowDestructive === true,
          ...realHands(settingOf(name)),
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
    carriers: new Map(),
    links: network,
    subject: 'simulated',
    ...subjectEdges(network, enterprise),
    append: (kind, data) => journal.append(kind, data),
  };
}

const realHands = (phone: StageSettings['phones'][number] | undefined) =>
  phone?.adb === undefined ? {} : { real: overAdb(phone.name, phone.adb) };
