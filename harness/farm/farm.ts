import { z } from 'zod';
import { type FarmPhone, port } from './phone.ts';

/** What farm.yaml does not say otherwise: messages a run on real phones. */
export const defaultMessageCap = 50;

/** What farm.yaml says beside its devices. */
export const farmSettings = z.strictObject({
  devices: z.array(z.unknown()).min(1, 'needs at least one android and one ios device'),
  /** Which phones rehearse together. Without it the first android goes with the first ios, and so on. */
  pairs: z.array(z.strictObject({ android: z.string(), ios: z.string() })).optional(),
  /** Port of a RemoteXPC tunnel registry that is up already. Without it the one that the driver's script announced. */
  tunnelRegistry: port.optional(),
  /** How many messages a run may write on real phones. */
  messageCap: z.int('must be a whole number').min(1, 'must be at least 1').default(defaultMessageCap),
});

/** Two phones that talk to each other: what a spec worker leases. */
export interface FarmPair {
  readonly name: string;
  readonly android: FarmPhone & { readonly os: 'android' };
  readonly ios: FarmPhone & { readonly os: 'ios' };
}

export interface Farm {
  /** Where it came from: a file's name, or `the default farm`. */
  readonly source: string;
  readonly pairs: readonly FarmPair[];
  readonly tunnelRegistry?: number;
  /** How many messages a run may write on real phones. */
  readonly messageCap: number;
}

/** What a rehearsal runs on when no farm file is named and no farm.yaml is there: one simulated pair. */
export const defaultFarm: Farm = {
  source: 'the default farm',
  messageCap: defaultMessageCap,
  pairs: [
    {
      name: 'ana-ben',
      android: { simulated: true, os: 'android', name: 'ana' },
      ios: { simulated: true, os: 'ios', name: 'ben' },
    },
  ],
};
