import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose messaging app is killed.' }),
});

/**
 * The messaging app and its service are killed, without a word to the carrier, and nothing starts them until healing. The
 * archival agent is another app, and goes on.
 */
export const appKilled = defineFault({
  id: 'phone.appKilled',
  layer: 'phone',
  title: 'The messaging app is killed',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: ({ phone }) => [{ invariant: 'archive-complete', phones: [phone], afterHealingMs: 30_000 }],
  async inject(stage, { phone: name }) {
    const phone = simulated(stage, name);
    phone.setServiceRunning(false);
    return () => phone.setServiceRunning(true);
  },
});
