import { z } from 'zod';

export const faultKinds = {
  'fault.injected': z.strictObject({
    fault_id: z.string(),
    fault: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  }),
  'fault.healed': z.strictObject({ fault_id: z.string(), fault: z.string() }),
  /** Asked where it cannot run: why. */
  'fault.refused': z.strictObject({ fault: z.string(), reason: z.string() }),
};
