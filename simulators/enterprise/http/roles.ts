import type { DeviceStore } from '../enrolment/devices.ts';
import { bearer, equalSecrets } from './bearer.ts';
import { Problem } from './problem.ts';

/** People of the tenant who ask with a token of their role. */
export type PersonRole = 'auditor' | 'operator';

/** Who asks. */
export interface Roles {
  /** @throws Problem `unauthenticated` for an unknown token, `forbidden` for one of another role */
  require(request: Request, ...allowed: readonly PersonRole[]): Promise<void>;
}

export function roles(
  tenant: { readonly auditorToken: string; readonly operatorToken: string },
  devices: Pick<DeviceStore, 'byToken'>,
): Roles {
  const tokens = { auditor: tenant.auditorToken, operator: tenant.operatorToken };
  return {
    async require(request, ...allowed) {
      const token = bearer(request);
      if (allowed.some((role) => equalSecrets(token, tokens[role]))) return;
      const known = Object.values(tokens).some((other) => equalSecrets(token, other)) || (await devices.byToken(token));
      if (known) throw new Problem('forbidden', `this is for the tenant's ${allowed.join(' or ')}`);
      throw new Problem('unauthenticated', `this is no token of the tenant's ${allowed.join(' or ')}`);
    },
  };
}
