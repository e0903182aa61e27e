import type { Plan } from '../faults/plan/schema.ts';
import { invariants } from '../oracle/registry.ts';
import { standardPlan } from './standard-plan.ts';

/** Nothing happens here that these could judge. */
const unseen: ReadonlySet<string> = new Set(['webhook-idempotent', 'mls-removed-cannot-read']);

/**
 * Two people whose group is tried: both commit at once, it forks and somebody writes into one branch, it goes on in the next
 * era, a certificate is too short to be used, and encryption is ended. In the standard plan nothing has to be recovered.
 */
export const recoveryPlan: Plan = {
  name: 'recovery',
  seed: 20261122,
  world: standardPlan.world,
  invariants: invariants.map(({ id }) => id).filter((id) => !unseen.has(id)),
  steps: [
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Is the curtain mended?' },
    { at: 'PT9S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT10S', fault: 'mls.concurrentCommits', phone: 'ana', peer: 'ben' },
    { at: 'PT15S', do: 'send', from: 'ben', to: 'ana', body: 'Nearly, a seam is left.' },
    { at: 'PT20S', fault: 'mls.fork', phone: 'ana', peer: 'ben', for: 'PT30S' },
    { at: 'PT25S', do: 'send', from: 'ana', to: 'ben', body: 'And the lamps?' },
    { at: 'PT60S', fault: 'mls.eraAdvance', phone: 'ben' },
    { at: 'PT66S', do: 'send', from: 'ben', to: 'ana', body: 'All of them lit.' },
    { at: 'PT70S', do: 'read', phone: 'ana', peer: 'ben' },
    { at: 'PT72S', fault: 'mls.certificateNearExpiry', phone: 'ben', days: 20, for: 'PT10S' },
    { at: 'PT90S', do: 'send', from: 'ana', to: 'ben', body: 'Good night.' },
    { at: 'PT95S', do: 'end-encryption', by: 'ana', peer: 'ben' },
    { at: 'PT100S', do: 'send', from: 'ben', to: 'ana', body: 'Anybody may hear this.' },
    { at: 'PT105S', do: 'send', from: 'ana', to: 'ben', body: 'And this.' },
  ],
};
