import { z } from 'zod';
import { plainText } from '../message-event.ts';
import { isPeriod } from './period.ts';
import { profileNames } from './policy.ts';

const period = z.string().max(40).refine(isPeriod, 'must be a period: P6Y, P30D or PT90S');

/** `PUT /policy`: what the archive is held to from now on. */
export const policyRequest = z.strictObject({
  profiles: z.array(z.enum(profileNames)).max(profileNames.length),
  /** What a tenant sets beside its profiles, say because an authority or a contract asks for it. */
  own: z
    .strictObject({
      retention: period,
      /** Content goes by itself when that is over and nothing else keeps it. */
      dispose: z.boolean(),
      cold_after: period.nullable(),
      /** What refusals name: `retention:<rule>`. */
      rule: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
      citation: plainText(200),
    })
    .nullable(),
});
export type PolicyRequest = z.infer<typeof policyRequest>;

export const policyLimitBytes = 4096;
