import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose Welcomes are late.' }),
  delayMs: z
    .int()
    .min(100)
    .max(20_000)
    .default(2000)
    .meta({ description: 'How late, ms. A phone keeps ciphertexts without a group for 3 s.' }),
});

/** Welcomes for a phone are held up, so that the first messages of a conversation overtake them. */
export const welcomeLate = defineFault({
  id: 'mls.welcomeLate',
  layer: 'mls',
  title: 'A Welcome arrives after the first message',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone, delayMs }) {
    return simulated(stage, phone).carrier.interfere(({ kind, to }) =>
      kind === 'welcome' && to === phone ? { delayMs } : 'carry',
    );
  },
});
