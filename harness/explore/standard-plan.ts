import type { Plan } from '../faults/plan/schema.ts';

/**
 * The plan that exercises every invariant: a conversation between two phones of two carriers, in both directions, with
 * webhooks that come twice or changed and a receiver that is down for a while, one phone off the air for a while, keys
 * that rotate, a phone that was reinstalled, and encryption switched off in mid-conversation. What plants are judged on.
 */
export const standardPlan: Plan = {
  name: 'standard',
  seed: 20261122,
  world: {
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
    ],
    carriers: ['north', 'south'],
    webhookRetryMs: [1000, 2000, 4000, 8000, 10_000],
  },
  steps: [
    { at: 'PT1S', fault: 'phone.reinstalled', phone: 'ben' },
    { at: 'PT4S', fault: 'webhook.duplicate', copies: 1, afterMs: 100, for: 'PT6S' },
    { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Are you in the green room already?' },
    { at: 'PT10S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT11S', fault: 'webhook.unavailable', status: 503, for: 'PT4S' },
    { at: 'PT12S', do: 'send', from: 'ben', to: 'ana', body: 'Since noon. Where are you?' },
    { at: 'PT16S', do: 'read', phone: 'ana', peer: 'ben' },
    { at: 'PT20S', fault: 'phone.airplaneMode', phone: 'ben', for: 'PT20S' },
    { at: 'PT25S', do: 'send', from: 'ana', to: 'ben', body: 'On the train, eight minutes.' },
    { at: 'PT30S', do: 'send', from: 'ben', to: 'ana', body: 'No signal here, can you hear me?' },
    { at: 'PT50S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT55S', fault: 'mls.rotateKeys', phone: 'ana' },
    { at: 'PT57S', fault: 'webhook.wrongSignature', altered: 'signature', for: 'PT3S' },
    { at: 'PT58S', do: 'send', from: 'ana', to: 'ben', body: 'I am at the stage door.' },
    { at: 'PT62S', do: 'read', phone: 'ben', peer: 'ana' },
    { at: 'PT65S', do: 'switch', phone: 'ben', setting: 'e2ee', on: false },
    { at: 'PT67S', do: 'send', from: 'ben', to: 'ana', body: 'Shall I bring the score?' },
  ],
};
