import type { Plan } from '../faults/plan/schema.ts';
import { invariants } from '../oracle/registry.ts';
import { standardPlan } from './standard-plan.ts';

/** Nothing happens here that these could judge. */
const unseen: ReadonlySet<string> = new Set([
  'webhook-idempotent',
  'mls-removed-cannot-read',
  'mls-post-compromise',
  'no-silent-downgrade',
]);

/**
 * The enterprise fails: its process dies in the middle of things, before it has acknowledged a write and after, and its disk
 * is full for a while. In the standard plan it only looks as if it did.
 */
export const outagePlan: Plan = {
  name: 'outage',
  seed: 20261122,
  world: standardPlan.world,
  invariants: invariants.map(({ id }) => id).filter((id) => !unseen.has(id)),
  steps: [
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Is the prompter here?' },
    { at: 'PT8S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT10S', do: 'send', from: 'ben', to: 'ana', body: 'In the box, with tea.' },
    { at: 'PT11S', fault: 'enterprise.killed', moment: 'at-once', for: 'PT15S' },
    { at: 'PT12S', do: 'read', phone: 'ana', peer: 'ben' },
    { at: 'PT40S', fault: 'enterprise.killed', moment: 'before-answer', for: 'PT15S' },
    { at: 'PT41S', do: 'send', from: 'ana', to: 'ben', body: 'Then give the bell.' },
    { at: 'PT45S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT70S', fault: 'enterprise.killed', moment: 'after-answer', for: 'PT10S' },
    { at: 'PT71S', do: 'send', from: 'ben', to: 'ana', body: 'Two minutes yet.' },
    { at: 'PT75S', do: 'read', phone: 'ana', peer: 'ben' },
    { at: 'PT95S', fault: 'enterprise.diskFull', for: 'PT15S' },
    { at: 'PT96S', do: 'send', from: 'ana', to: 'ben', body: 'The house is full.' },
    { at: 'PT99S', do: 'read', phone: 'ben', peer: 'ana' },
  ],
};
