import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that nobody can add.' }),
});

/**
 * The key directory has no KeyPackage of a phone, not even a last resort: a group that it is to be in stays unencrypted as
 * a whole, and whoever writes to it alone waits. Groups that it is in already go on. Healing: its KeyPackages are there.
 */
export const memberWithoutKeyPackages = defineFault({
  id: 'mls.memberWithoutKeyPackages',
  layer: 'mls',
  title: 'A phone has no KeyPackages at all',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name }) {
    const phone = simulated(stage, name);
    phone.withholdKeyPackages(true);
    return () => phone.withholdKeyPackages(false);
  },
});
