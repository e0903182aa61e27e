import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { notOnIphones, phoneOf, realPhone } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that loses its messages and keys.' }),
});

/**
 * The messaging app's data is wiped and the app set up anew: no messages, new keys. What others still encrypt to the old
 * ones cannot be read, and is shown as failed. There is nothing to heal: the state is lost. A real Android phone is told
 * to clear the app's data.
 */
export const reinstalled = defineFault({
  id: 'phone.reinstalled',
  layer: 'phone',
  title: 'The messaging app is reinstalled, its state lost',
  parameters,
  destructive: true,
  runs: notOnIphones,
  delays: () => [],
  async inject(stage, { phone: name }) {
    const phone = phoneOf(stage, name);
    if (phone.simulated) phone.simulated.reinstall();
    else await realPhone(phone).wipeMessages();
    return () => {};
  },
});
