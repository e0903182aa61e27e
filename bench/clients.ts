import { simulationLicence } from '../simulators/crypto/simulation-licence.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import type { SimulatedMlsClient } from '../simulators/mls/client/client-options.ts';
import { createMlsClient } from '../simulators/mls/client/create-client.ts';
import { chainFor, nowMs, root, subscriber } from './certified-members.ts';

/** A phone's MLS client, certified. */
function certifiedClient(index: number): SimulatedMlsClient {
  const { msisdn, device } = subscriber(index);
  const client = createMlsClient({
    phone: `p${index}`,
    msisdn,
    device,
    incarnation: 0,
    random: seededRandom('bench').split(`client ${msisdn}`),
    licence: simulationLicence('virtual'),
    clock: { now: () => nowMs },
  });
  client.certify(chainFor(index, client.identityKey), [root]);
  return client;
}

/** The clients of a group's members, all in it: one created it with everybody in one commit, the others were welcomed. */
export async function clientsIn(groupId: string, size: number): Promise<readonly SimulatedMlsClient[]> {
  const clients = Array.from({ length: size }, (_, index) => certifiedClient(index));
  const [creator, ...others] = clients;
  if (!creator) throw new Error('a group has members');
  const keyPackages: Uint8Array[] = [];
  for (const client of others) keyPackages.push(...(await client.keyPackages(1)).keyPackages);
  const { welcome } = await creator.create(groupId, keyPackages);
  creator.commitAccepted(groupId);
  for (const client of others) {
    const joined = await client.welcome(welcome ?? new Uint8Array(0));
    if (!joined.ok) throw new Error(`a member of the bench's own group cannot join: ${joined.detail}`);
  }
  return clients;
}
