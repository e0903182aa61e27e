import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulatedOnly, touched } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().optional().meta({ description: 'The carrier of this phone. Default: every carrier.' }),
});

/**
 * A carrier switches end-to-end encryption off, and sends its phones the new configuration: it offers no MLS, orders no
 * commits and hands out no keys. What was encrypted must not go on in clear. Healing switches it on again.
 */
export const e2eeOff = defineFault({
  id: 'carrier.e2eeOff',
  layer: 'carrier',
  title: 'A carrier switches end-to-end encryption off',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'e2ee',
  delays: () => [],
  async inject(stage, { phone }) {
    const carriers = new Set(touched(stage, phone).map(({ carrier }) => carrier));
    const theirs = touched(stage, undefined).filter(({ carrier }) => carriers.has(carrier));
    const set = (on: boolean): void => {
      for (const carrier of carriers) carrier.e2ee = on;
      for (const one of theirs) one.registerAnew();
    };
    set(false);
    return () => set(true);
  },
});
