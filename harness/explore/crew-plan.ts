import type { Plan } from '../faults/plan/schema.ts';
import { invariants } from '../oracle/registry.ts';
import { standardPlan } from './standard-plan.ts';

/** No webhook comes twice here. */
const unseen: ReadonlySet<string> = new Set(['webhook-idempotent']);

/**
 * An encrypted group of people of two carriers, one of them with two devices: somebody is added, keys rotate, two commit at
 * once, one loses her state, one is removed by number and one leaves; they write to each other all the while. The standard
 * plan is of two people.
 */
export const crewPlan: Plan = {
  name: 'crew',
  seed: 20261122,
  world: {
    phones: [
      { name: 'ana', os: 'android', carrier: 'north' },
      { name: 'ben', os: 'ios', carrier: 'south' },
      { name: 'tab', os: 'android', pairedWith: 'ben' },
      { name: 'cid', os: 'android', carrier: 'south' },
      { name: 'dora', os: 'ios', carrier: 'north' },
    ],
    ...(standardPlan.world.webhookRetryMs && { webhookRetryMs: standardPlan.world.webhookRetryMs }),
    carriers: ['north', 'south'],
  },
  invariants: invariants.map(({ id }) => id).filter((id) => !unseen.has(id)),
  steps: [
    { at: 'PT4S', do: 'create-group', by: 'ana', group: 'crew', members: ['ben', 'cid'], subject: 'Crew' },
    { at: 'PT10S', do: 'send', from: 'ana', to: 'crew', body: 'Who has the keys to the stage door?' },
    { at: 'PT14S', do: 'read', phone: 'ben', peer: 'crew' },
    { at: 'PT16S', do: 'send', from: 'tab', to: 'crew', body: 'I have them on the other table.' },
    { at: 'PT20S', do: 'read', phone: 'cid', peer: 'crew' },
    { at: 'PT22S', do: 'add', by: 'cid', group: 'crew', member: 'dora' },
    { at: 'PT26S', do: 'read', phone: 'ana', peer: 'crew' },
    { at: 'PT26S', do: 'read', phone: 'ben', peer: 'crew' },
    { at: 'PT26S', do: 'read', phone: 'tab', peer: 'crew' },
    { at: 'PT26S', do: 'read', phone: 'cid', peer: 'crew' },
    { at: 'PT28S', do: 'send', from: 'dora', to: 'crew', body: 'Thank you for asking me in.' },
    { at: 'PT32S', fault: 'mls.rotateKeys', phone: 'cid' },
    { at: 'PT36S', do: 'send', from: 'cid', to: 'crew', body: 'We begin at eight.' },
    { at: 'PT40S', fault: 'mls.concurrentCommits', phone: 'ana', peer: 'dora' },
    { at: 'PT46S', do: 'send', from: 'ana', to: 'crew', body: 'Has everybody got that?' },
    { at: 'PT50S', fault: 'phone.reinstalled', phone: 'dora' },
    { at: 'PT60S', do: 'send', from: 'cid', to: 'crew', body: 'Dora, are you back?' },
    { at: 'PT70S', do: 'remove', by: 'ana', group: 'crew', member: 'ben' },
    { at: 'PT76S', do: 'send', from: 'cid', to: 'crew', body: 'Ben has another engagement.' },
    { at: 'PT80S', do: 'leave', by: 'dora', group: 'crew' },
    { at: 'PT90S', do: 'send', from: 'ana', to: 'crew', body: 'Then there were two.' },
    { at: 'PT95S', do: 'send', from: 'ana', to: 'dora', body: 'See you tomorrow.' },
  ],
};
