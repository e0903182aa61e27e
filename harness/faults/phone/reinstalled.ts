import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that loses its messages and keys.' }),
});

/**
 * The messaging app's data is wiped and the app set up anew: no messages, new keys. What others still encrypt to the old
 * ones cannot be read, and is shown as failed. There is nothing to heal: the state is lost.
 */
export const reinstalled = defineFault({
  id: 'phone.reinstalled',
  layer: 'phone',
  title: 'The messaging app is reinstalled, its state lost',
  parameters,
  destructive: true,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone }) {
    simulated(stage, phone).reinstall();
    return () => {};
  },
});
