import type { Plan } from '../faults/plan/schema.ts';
import { invariants } from '../oracle/registry.ts';

/** Nothing happens here that these could judge. */
const unseen: ReadonlySet<string> = new Set(['webhook-idempotent', 'mls-removed-cannot-read', 'mls-post-compromise']);

/**
 * A conversation in clear, which nobody is told to be anything else, beside an encrypted one: the encryption of one of three
 * phones is off from the start. In the standard plan nothing travels in clear.
 */
export const clearPlan: Plan = {
  name: 'clear',
  seed: 20261122,
  world: {
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
      { name: 'cid', os: 'android' },
    ],
    carriers: ['north', 'south'],
    webhookRetryMs: [1000, 2000, 4000, 8000, 10_000],
  },
  invariants: invariants.map(({ id }) => id).filter((id) => !unseen.has(id)),
  steps: [
    { at: 'PT1S', do: 'switch', phone: 'ben', setting: 'e2ee', on: false },
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Is anybody listening?' },
    { at: 'PT10S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT12S', do: 'send', from: 'ben', to: 'ana', body: 'Everybody between here and there.' },
    { at: 'PT16S', do: 'read', phone: 'ana', peer: 'ben' },
    { at: 'PT20S', do: 'send', from: 'ana', to: 'ben', body: 'Then the rest goes to another phone.' },
    { at: 'PT22S', do: 'send', from: 'ana', to: 'cid', body: 'Can we talk?' },
    { at: 'PT26S', do: 'read', phone: 'cid', peer: 'ana' },
    { at: 'PT30S', do: 'send', from: 'cid', to: 'ana', body: 'Freely.' },
  ],
};
