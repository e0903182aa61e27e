import type { Plan } from '../faults/plan/schema.ts';
import { standardPlan } from './standard-plan.ts';

/** Users who delete what they wrote and what they got, from a phone of each system. */
export const deletionPlan: Plan = {
  name: 'deletion',
  seed: 20261122,
  world: standardPlan.world,
  invariants: [
    'archive-complete',
    'archive-faithful',
    'archive-exactly-once',
    'message-accounted-for',
    'manifest-signed',
  ],
  steps: [
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'I never liked the director.' },
    { at: 'PT8S', do: 'send', from: 'ben', to: 'ana', body: 'Nobody does. Careful.' },
    { at: 'PT20S', do: 'delete-message', phone: 'ana', peer: 'ben', before: 1 },
    { at: 'PT25S', do: 'delete-message', phone: 'ben', peer: 'ana' },
    { at: 'PT30S', do: 'send', from: 'ana', to: 'ben', body: 'What did I say?' },
    { at: 'PT40S', do: 'delete-message', phone: 'ana', peer: 'ben', before: 1 },
  ],
};
