import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The lost device. Its subscriber needs another one, to report it from.' }),
});

/**
 * A subscriber reports one of several devices as lost, from another: its credentials and registration end at once, and
 * whoever is online removes its leaves from every group. It reads nothing more. There is nothing to heal: a device that is
 * found again has to be paired anew.
 */
export const deviceRevoked = defineFault({
  id: 'phone.deviceRevoked',
  layer: 'phone',
  title: 'A lost device is revoked',
  parameters,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone }) {
    simulated(stage, phone).revoke();
    return () => {};
  },
});
