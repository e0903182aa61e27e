import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that its carrier does not know any more.' }),
});

/**
 * A carrier ends a phone's registration, and the phone does not know: what is sent to it waits, and it finds out when it
 * next needs the carrier. Healing: it registers anew.
 */
export const registrationExpired = defineFault({
  id: 'carrier.registrationExpired',
  layer: 'carrier',
  title: 'A registration has expired, unknown to the phone',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name }) {
    const phone = simulated(stage, name);
    phone.expireRegistration();
    return () => phone.registerAnew();
  },
});
