import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { carriersOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().optional().meta({ description: 'The carrier of this phone. Default: every carrier.' }),
});

/**
 * A Conversation Focus decides nothing (`transient-error`): neither commits nor proposals are accepted, and phones have to
 * ask again later. Messages in groups that are there go on.
 */
export const transientError = defineFault({
  id: 'mls.transientError',
  layer: 'mls',
  title: 'A Conversation Focus decides nothing for a while',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'transient error',
  delays: () => [],
  async inject(stage, { phone }) {
    const carriers = carriersOf(stage, phone);
    for (const { focus } of carriers) focus.failTransiently(true);
    return () => {
      for (const { focus } of carriers) focus.failTransiently(false);
    };
  },
});
