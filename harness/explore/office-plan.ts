import type { Plan } from '../faults/plan/schema.ts';
import { standardPlan } from './standard-plan.ts';

/**
 * A records officer at work: records are kept for a minute and go to cold storage before that; holds for two matters, one of
 * which covers nothing; requests that a hold, then retention, then nothing stands against.
 */
export const officePlan: Plan = {
  name: 'office',
  seed: 20261122,
  world: standardPlan.world,
  invariants: ['archive-complete', 'archive-faithful', 'archive-retained', 'message-accounted-for'],
  steps: [
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Who has the contract?' },
    { at: 'PT8S', do: 'policy', retention: 'PT60S', coldAfter: 'PT15S' },
    { at: 'PT10S', do: 'send', from: 'ben', to: 'ana', body: 'The theatre. Why?' },
    { at: 'PT15S', do: 'send', from: 'ana', to: 'ben', body: 'They say that we never signed.' },
    { at: 'PT30S', do: 'hold', matter: 'rook', custodians: ['ana'] },
    { at: 'PT31S', do: 'hold', matter: 'castle', until: 'PT1S' },
    { at: 'PT35S', do: 'erase', custodian: 'ana' },
    { at: 'PT36S', do: 'erase', custodian: 'ben' },
    { at: 'PT38S', do: 'policy', retention: 'PT1S' },
    { at: 'PT40S', do: 'send', from: 'ben', to: 'ana', body: 'I saw you sign it.' },
    { at: 'PT50S', do: 'erase', custodian: 'ben' },
    { at: 'PT90S', do: 'erase', custodian: 'ben' },
    { at: 'PT95S', do: 'erase', custodian: 'ana' },
    { at: 'PT100S', do: 'release', matter: 'rook' },
    { at: 'PT105S', do: 'erase', custodian: 'ana' },
  ],
};
