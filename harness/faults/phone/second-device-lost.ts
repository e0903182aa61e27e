import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { secondDevice, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The device that is lost: one that is paired with another.' }),
});

/**
 * A subscriber's second device is lost, switched off somewhere, and nobody says so: it stays in every group, and what is
 * written waits for it. Healing: it is found, and reads what it missed.
 */
export const secondDeviceLost = defineFault({
  id: 'phone.secondDeviceLost',
  layer: 'phone',
  title: 'A second device is lost, and found again',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name }) {
    const phone = secondDevice(stage, name);
    phone.setPower(false);
    return () => phone.setPower(true);
  },
});
