import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that restarts.' }),
});

/** A phone goes off without a word to anybody: every app ends and nothing reaches it. Healing: it is on again. */
export const phoneReboot = defineFault({
  id: 'phone.reboot',
  layer: 'phone',
  title: 'A phone restarts',
  parameters,
  destructive: true,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: ({ phone }) => [{ invariant: 'archive-complete', phones: [phone], afterHealingMs: 30_000 }],
  async inject(stage, { phone: name }) {
    const phone = simulated(stage, name);
    phone.setPower(false);
    return () => phone.setPower(true);
  },
});
