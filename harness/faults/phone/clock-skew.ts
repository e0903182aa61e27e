import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

/** Beyond an hour the leaf certificates that a phone makes are not valid yet, or not any more, for others. */
const limitMs = 50 * 60_000;

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose clock is wrong.' }),
  aheadMs: z
    .int()
    .min(-limitMs)
    .max(limitMs)
    .default(10 * 60_000)
    .meta({ description: 'How far it is ahead, ms; negative: behind.' }),
});

/** A phone's clock is wrong: in what it shows, and in what it writes into its messages. Healing puts it right. */
export const clockSkew = defineFault({
  id: 'phone.clockSkew',
  layer: 'phone',
  title: 'A phone’s clock is wrong',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name, aheadMs }) {
    const phone = simulated(stage, name);
    const before = phone.clockSkewMs;
    phone.clockSkewMs = aheadMs;
    return () => {
      phone.clockSkewMs = before;
    };
  },
});
