/** `<mls-client-failure-reason>`: what a client could not do with an MLS message, with the codes of RCC.16. */
export const clientFailureCodes = {
  'message-from-non-member': 1,
  'invalid-credential': 2,
  'invalid-commit': 3,
  'failed-to-decrypt': 4,
  'commit-in-privatemessage': 5,
  'resent-message-for-me-failed-to-decrypt': 6,
  'commit-processed-in-self-heal': 7,
  'commit-processed-in-enhanced-self-heal': 8,
  'commit-failed-then-era-advancement': 9,
  'control-message-failed-due-to-downgrade': 10,
  'proposal-processed-in-self-heal': 11,
  'proposal-processed-in-enhanced-self-heal': 12,
  'control-message-failed': 13,
} as const;

/** `<mls-server-failure-reason>`: why a Conversation Focus (or the carrier) refused. */
export const serverFailureCodes = {
  'incorrect-era': 1,
  'incorrect-epoch': 2,
  'incorrect-epoch-authenticator': 3,
  'expired-credential': 4,
  'mismatched-rcs-group-state': 5,
  'unparsable-commit': 6,
  'mismatched-confirmation-tag': 7,
  'pending-proposal': 8,
  'transient-error': 9,
  'encryption-not-available': 10,
  'invalid-commit': 11,
  'mls-group-not-found': 12,
  'invalid-input': 13,
  'era-advancement-quota-reached': 14,
  'mls-group-has-end-mls': 15,
  'epoch-advancement-quota-reached': 16,
} as const;

export type ClientFailureReason = keyof typeof clientFailureCodes;
export type ServerFailureReason = keyof typeof serverFailureCodes;

export const isClientFailureReason = (name: string): name is ClientFailureReason =>
  Object.hasOwn(clientFailureCodes, name);
export const isServerFailureReason = (name: string): name is ServerFailureReason =>
  Object.hasOwn(serverFailureCodes, name);
