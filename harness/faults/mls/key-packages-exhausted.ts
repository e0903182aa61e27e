import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose pool is empty.' }),
});

/**
 * The carrier's key directory has no one-time KeyPackage of a phone left: whoever begins a conversation with it gets its
 * last resort (RFC 9420 section 16.8). Healing: the phone fills its pool.
 */
export const keyPackagesExhausted = defineFault({
  id: 'mls.keyPackagesExhausted',
  layer: 'mls',
  title: 'A phone’s KeyPackages have run out',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name }) {
    const phone = simulated(stage, name);
    phone.drainKeyPackages();
    return () => phone.replenishKeyPackages();
  },
});
