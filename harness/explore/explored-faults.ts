import type { Fault } from '../faults/fault.ts';
import { faults } from '../faults/registry.ts';

/** Faults that exploration leaves out, and why. A rehearsal or a plan can still have them. */
const leftOut: Readonly<Record<string, string>> = {
  'phone.automationCrashed': 'on the virtual clock nobody is connected to a phone',
  'phone.adbDropped': 'on the virtual clock nobody is connected to a phone',
  'phone.tunnelDropped': 'on the virtual clock nobody is connected to a phone',
  'phone.secondDeviceLost': 'one world in twelve has a second device, which airplane mode takes off the air as well',
  'mls.endMls': 'users end encryption by themselves in explored worlds',
  'phone.deviceRevoked': 'it ends for good, and with it what a world could still try with its subscriber',
};

/** What may break in an explored world: every fault that can on simulated parties, but what is left out. */
export const explored: readonly Fault[] = faults.filter(({ id, runs }) => runs.simulated === true && !(id in leftOut));
