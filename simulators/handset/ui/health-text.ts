/**
 * A group's health state (RCC.16's names, by way of public clients) in words. How either app words them, or whether it
 * shows them, is not public [N]: the name stands behind, so that it can be read from a screen.
 */
const healthWords: Readonly<Record<string, string>> = {
  Unknown: 'State unknown',
  Initializing: 'Setting up',
  Healthy: 'Working',
  EpochAdvancementRequested: 'Updating keys',
  OngoingEpochAdvancement: 'Updating keys',
  EraAdvancementRequested: 'Starting over with new keys',
  OngoingEraAdvancement: 'Starting over with new keys',
  SelfHealFailed: 'Could not be repaired',
  EndMlsRequested: 'Being turned off',
  OngoingEndMls: 'Being turned off',
  CannotHealDuringEndMls: 'Cannot be repaired while being turned off',
  DoneEndMls: 'Turned off',
};

/** `Working (Healthy)` */
export const healthText = (state: string): string => `${healthWords[state] ?? 'State'} (${state})`;
