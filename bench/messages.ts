import { createCarrier } from '../simulators/carrier/carrier.ts';
import { createInterconnect } from '../simulators/carrier/interconnect.ts';
import { simulationLicence } from '../simulators/crypto/simulation-licence.ts';
import { createHandset, type Handset } from '../simulators/handset/handset.ts';
import { memoryBlobs } from '../simulators/kernel/journal/blobs.ts';
import { journal } from '../simulators/kernel/journal/journal.ts';
import { network } from '../simulators/kernel/network.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { type VirtualClock, virtualClock } from '../simulators/kernel/virtual-clock.ts';
import { createMlsClient } from '../simulators/mls/client/create-client.ts';

/** Two phones and two carriers, nobody else: what a message costs from one to the other. */
export interface Line {
  /** Sends `count` messages of 100 bytes and runs until every receipt is back. */
  send(count: number): Promise<void>;
}

export async function openLine(): Promise<Line> {
  const clock: VirtualClock = virtualClock(Date.UTC(2026, 10, 22));
  const book = journal(clock, memoryBlobs());
  const random = seededRandom('line');
  const net = network({ clock, random: random.split('network') });
  const interconnect = createInterconnect(random.split('interconnect'));
  const licence = simulationLicence('virtual');
  const people = [
    { name: 'ana', os: 'android', msisdn: '+447700900001', carrier: 'north' },
    { name: 'ben', os: 'ios', msisdn: '+447700900002', carrier: 'south' },
  ] as const;
  for (const { carrier, msisdn } of people) {
    const own = random.split(carrier);
    createCarrier({
      name: carrier,
      clock,
      random: own,
      network: net,
      journal: book,
      interconnect,
      subscribers: [msisdn],
    });
  }
  const [ana, ben] = people.map((person): Handset => {
    const own = random.split(person.name);
    const createMls: Parameters<typeof createHandset>[0]['createMls'] = (
      incarnation,
      ofInstallation,
      _ownClock,
      imei,
    ) =>
      createMlsClient({
        phone: person.name,
        msisdn: person.msisdn,
        device: imei,
        incarnation,
        random: ofInstallation,
        licence,
        clock,
      });
    return createHandset({
      ...person,
      clock,
      random: own,
      journal: book,
      network: net,
      contacts: new Map(),
      createMls,
    });
  });
  if (!ana || !ben) throw new Error('a line needs two phones');
  ana.start();
  ben.start();
  await clock.runFor(2000);
  const conversation = ana.open(ben.msisdn).id;
  await clock.runFor(2000);
  return {
    async send(count) {
      const before = ben.conversations()[0]?.messages.length ?? 0;
      for (let n = 0; n < count; n++) ana.send(conversation, 'x'.repeat(100));
      const limitMs = clock.now() + 3_600_000;
      // Looked at once in a while: what is measured is the messages, not the looking.
      while ((ben.conversations()[0]?.messages.length ?? 0) < before + count || !ana.quiet() || !ben.quiet()) {
        if (clock.now() > limitMs) throw new Error('messages did not arrive');
        await clock.runFor(1000);
      }
    },
  };
}
