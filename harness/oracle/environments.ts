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

/** Somebody else's subject beside simulated phones: what it does in its own process is in no journal of ours. */
const besideSubject: readonly string[] = [
  'world.',
  'ui.',
  'handset.',
  'carrier.',
  'mls.',
  'wire.',
  'adversary.',
  'archive.enrolled',
  'archive.captured',
  'archive.upload',
  'webhook.scheduled',
  'webhook.attempt',
  'webhook.abandoned',
  'webhook.alert',
  'webhook.tampered',
  'subject.',
  'fault.',
  'verdict.',
];

/** Beginnings of the kinds of entry that an environment's journals hold. Real phones run on carriers that tell nothing. */
const observed: Readonly<Record<Environment, readonly string[]>> = {
  virtual: [''],
  'simulated-phones': [''],
  'foreign-subject': besideSubject,
  'real-android': everywhere,
  'real-iphone': everywhere,
};

export const environments = Object.keys(observed) as readonly Environment[];

/** Whether journals of `environment` can hold entries of `kind`. */
export function provides(environment: Environment, kind: JournalKind): boolean {
  return observed[environment].some((beginning) => kind.startsWith(beginning));
}
