import type { Fault } from '../faults/fault.ts';
import { faults } from '../faults/registry.ts';

/** Faults that exploration leaves out, and why. A rehearsal or a plan can still have them. */
const leftOut: Readonly<Record<string, string>> = {
  'phone.automationCrashed': 'on the virtual clock nobody is connected to a phone',
  'phone.adbDropped': 'on the virtual clock nobody is connected to a phone',
  'phone.tunnelDropped': 'on the virtual clock nobody is connected to a phone',
};

/** What may break in an explored world: every fault that can on simulated parties, but what is left out. */
export const explored: readonly Fault[] = faults.filter(({ id, runs }) => runs.simulated === true && !(id in leftOut));

/** Faults that exploration keeps out of one world, and why: each is still explored with every other. A known defect. */
const apart: readonly { readonly faults: readonly string[]; readonly why: string }[] = [
  {
    faults: ['phone.reinstalled', 'carrier.latency'],
    why: 'what reaches a slow phone around its reinstallation may have neither a record nor a webhook of its failure',
  },
];

/** Whether exploration lets two faults break one world. */
export const together = (one: Fault, other: Fault): boolean =>
  !apart.some(({ faults: pair }) => one !== other && pair.includes(one.id) && pair.includes(other.id));
