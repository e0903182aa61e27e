import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { notOnIphones, phoneOf, realPhone } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that restarts.' }),
});

/** A phone goes off without a word to anybody: every app ends and nothing reaches it. Healing: it is on again.
 * A real Android phone restarts by itself: healing waits for it. */
export const phoneReboot = defineFault({
  id: 'phone.reboot',
  layer: 'phone',
  title: 'A phone restarts',
  parameters,
  destructive: true,
  runs: notOnIphones,
  exclusive: ({ phone }) => phone,
  delays: ({ phone }) => [{ invariant: 'archive-complete', phones: [phone], afterHealingMs: 30_000 }],
  async inject(stage, { phone: name }) {
    const phone = phoneOf(stage, name);
    const { simulated } = phone;
    if (simulated) {
      simulated.setPower(false);
      return () => simulated.setPower(true);
    }
    const real = realPhone(phone);
    await real.restart();
    return () => real.awaitStart();
  },
});
