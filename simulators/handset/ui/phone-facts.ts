import type { Phone } from '../phone.ts';

/** What a phone says of itself. The screens are laid out for one size a system, so that is not among the choices. */
export interface PhoneFacts {
  readonly model: string;
  readonly osVersion: string;
}

/** The phones that are simulated when nothing else is asked for. */
export const usualFacts: Record<Phone['os'], PhoneFacts> = {
  android: { model: 'Pixel 8', osVersion: '14' },
  ios: { model: 'iPhone 14', osVersion: '18.5' },
};
