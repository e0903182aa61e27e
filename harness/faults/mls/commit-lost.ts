import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that gets no commits of others.' }),
});

/**
 * Commits of others to a phone are lost on their way: its group goes on without it, and it finds out by the next message,
 * which is of an epoch that it has not seen. It asks the Conversation Focus for what it has missed. Healing: the next ones
 * arrive.
 */
export const commitLost = defineFault({
  id: 'mls.commitLost',
  layer: 'mls',
  title: 'Commits for a phone are lost',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  inject: async (stage, { phone }) => {
    simulated(stage, phone);
    // A group's commits come by way of the carrier that has its focus.
    const stops = [...stage.carriers.values()].map((carrier) =>
      carrier.interfere(({ kind, to }) => (kind === 'commit' && to === phone ? 'drop' : 'carry')),
    );
    return () => {
      for (const stop of stops) stop();
    };
  },
});
