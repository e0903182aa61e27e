import type { Plan } from '../faults/plan/schema.ts';
import { standardPlan } from './standard-plan.ts';

/**
 * A conversation in which keys rotate, and which goes on after the secrets of the first epoch should be gone: they are
 * kept for three days. The standard plan is over in minutes.
 */
export const daysPlan: Plan = {
  name: 'days',
  seed: 20261122,
  world: standardPlan.world,
  invariants: ['archive-complete', 'message-accounted-for', 'mls-agreement', 'mls-forward-secrecy'],
  steps: [
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Have you packed the costumes?' },
    { at: 'PT10S', do: 'send', from: 'ben', to: 'ana', body: 'All but the crown.' },
    { at: 'PT15S', fault: 'mls.rotateKeys', phone: 'ana' },
    { at: 'PT20S', do: 'send', from: 'ben', to: 'ana', body: 'It is in the second trunk.' },
    { at: 'P5D', do: 'send', from: 'ana', to: 'ben', body: 'It went well, thank you.' },
  ],
};
