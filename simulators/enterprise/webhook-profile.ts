/**
 * How webhooks look on the wire. `standard`: the contract's event, signed per Standard Webhooks 1.0.0. `rfc9421`: the same
 * event, signed with HTTP Message Signatures. `article`: a flat event with its signature in the body. `rbm`: the push of
 * Google's RCS for Business.
 */
export const webhookProfiles = ['standard', 'article', 'rfc9421', 'rbm'] as const;
export type WebhookProfile = (typeof webhookProfiles)[number];
