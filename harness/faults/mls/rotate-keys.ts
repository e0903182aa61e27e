import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { groupsOf, simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone that rotates its keys.' }),
  peer: z.string().optional().meta({ description: 'In the group with this phone only. Default: in all its groups.' }),
});

/**
 * A phone rotates its leaf keys: an empty commit with an UpdatePath (RFC 9420 section 12.4), which the Conversation Focus
 * has to accept, and the other has to follow. There is nothing to heal: the old keys are gone.
 */
export const rotateKeys = defineFault({
  id: 'mls.rotateKeys',
  layer: 'mls',
  title: 'A phone rotates its keys in the middle of a conversation',
  parameters,
  runs: simulatedOnly,
  delays: () => [],
  async inject(stage, { phone: name, peer }) {
    const phone = simulated(stage, name);
    for (const group of groupsOf(stage, name, peer)) phone.rotateKeys(group);
    return () => {};
  },
});
