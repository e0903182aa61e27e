import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose certificate is about to end.' }),
  days: z.int().min(1).max(75).default(20).meta({ description: 'Days that its certificate has left. Usual: 76.' }),
});

/**
 * A phone gets certificates that end soon, and asks for one at once. With less than 30 days left no roster may have it:
 * the key directory refuses its KeyPackages (`expired-credential`), and it makes no commit that would show it. What it
 * is in already goes on with the certificate before. Healing: it renews, publishes KeyPackages, and its groups follow by
 * self-updates.
 */
export const certificateNearExpiry = defineFault({
  id: 'mls.certificateNearExpiry',
  layer: 'mls',
  title: 'A phone’s certificate is about to end',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name, days }) {
    const phone = simulated(stage, name);
    phone.limitCertificates(days);
    phone.renewCertificate();
    return () => {
      phone.limitCertificates();
      phone.renewCertificate();
    };
  },
});
