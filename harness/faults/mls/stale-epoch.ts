import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { carriersOf, groupsOf, simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that commits.' }),
  peer: z.string().optional().meta({ description: 'In the group with this phone only. Default: in all its groups.' }),
});

/**
 * The Conversation Focus calls a good commit stale (`incorrect-epoch`), once: the phone asks for what it has missed, and
 * finds that there is nothing. Healing: what nobody came across is called off.
 */
export const staleEpoch = defineFault({
  id: 'mls.staleEpoch',
  layer: 'mls',
  title: 'A commit is refused as one of a past epoch',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'stale epoch',
  delays: () => [],
  async inject(stage, { phone: name, peer }) {
    const phone = simulated(stage, name);
    const groups = groupsOf(stage, name, peer);
    const stops = carriersOf(stage, undefined).map(({ focus }) => focus.refuseNextAsStale());
    for (const group of groups) phone.rotateKeys(group);
    return () => {
      for (const stop of stops) stop();
    };
  },
});
