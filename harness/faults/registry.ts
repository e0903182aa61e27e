import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Excuse } from '../oracle/invariant.ts';
import type { Fault } from './fault.ts';
import { airplaneMode } from './phone/airplane-mode.ts';
import { webhookDuplicate } from './webhook/duplicate.ts';
import { webhookReordered } from './webhook/reordered.ts';
import { webhookReset } from './webhook/reset.ts';
import { webhookUnavailable } from './webhook/unavailable.ts';

/** Every fault there is, by layer. */
export const faults: readonly Fault[] = [
  airplaneMode,
  webhookUnavailable,
  webhookReset,
  webhookDuplicate,
  webhookReordered,
];

export function fault(id: string): Fault | undefined {
  return faults.find((known) => known.id === id);
}

/** What an injected fault excuses, for the oracle: nothing when this registry does not know it. */
export function excuses({ fault: id, parameters }: JournalData['fault.injected']): readonly Excuse[] {
  return fault(id)?.bind(parameters).delays ?? [];
}
