import type { JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import type { Environment } from './invariant.ts';

const everywhere: readonly string[] = [
  'world.',
  'ui.',
  'archive.enrolled',
  'subject.',
  'fault.',
  'verdict.',
  'webhook.',
];

/** Beginnings of the kinds of entry that an environment's journals hold. Real phones run on carriers that tell nothing. */
const observed: Readonly<Record<Environment, readonly string[]>> = {
  virtual: [''],
  'simulated-phones': [''],
  'real-android': everywhere,
  'real-iphone': everywhere,
};

export const environments = Object.keys(observed) as readonly Environment[];

/** Whether journals of `environment` can hold entries of `kind`. */
export function provides(environment: Environment, kind: JournalKind): boolean {
  return observed[environment].some((beginning) => kind.startsWith(beginning));
}
