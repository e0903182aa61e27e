import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose carrier throttles.' }),
  retryAfter: z.int().min(1).max(200).default(10).meta({ description: 'The Retry-After of every refusal, s.' }),
});

/** A carrier answers messages, sessions and provisioning with 503 and Retry-After. */
export const throttled = defineFault({
  id: 'carrier.throttled',
  layer: 'carrier',
  title: 'A carrier throttles',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'throttled',
  delays: () => [],
  async inject(stage, { phone, retryAfter }) {
    const { carrier } = simulated(stage, phone);
    carrier.throttleS = retryAfter;
    return () => {
      carrier.throttleS = 0;
    };
  },
});
