import { webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { tenantAnswer } from '../contract/tenant.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { freshTenant } from './fresh-tenant.ts';
import { givenKeys } from './given-keys.ts';
import { offTheCurve, publicKey } from './made-up.ts';
import { unfitKeys } from './unfit-keys.ts';

const operation = 'makeTenant';

const request = ({ random }: Bench) => ({
  webhooks: givenKeys(webhookKeyRing(random).signing()),
  escrow: { kid: 'escrow-1', public_key: publicKey(random) },
});

const refusal = (name: string, change: (json: ReturnType<typeof request>, bench: Bench) => object): Check => ({
  operation,
  onServer: true,
  name,
  run: (bench) =>
    bench.refuse(
      operation,
      { token: bench.server?.operatorToken ?? '', json: change(request(bench), bench) },
      [400, 422],
    ),
});

/** What a server that makes tenants must do. */
export const tenantChecks: readonly Check[] = [
  {
    operation,
    onServer: true,
    name: 'each tenant has an id, a base URL and credentials of its own',
    async run(bench) {
      const asked = { token: bench.server?.operatorToken ?? '', json: request(bench) };
      const [one, two] = [
        await bench.succeed(operation, asked, tenantAnswer, [201]),
        await bench.succeed(operation, asked, tenantAnswer, [201]),
      ];
      demand(one.tenant !== two.tenant && one.base_url !== two.base_url, 'two tenants are one');
      const { content_hash_key: _, ...tokens } = one.credentials;
      for (const secret of Object.values(tokens))
        demand(!JSON.stringify(two.credentials).includes(secret), 'two tenants share a token');
    },
  },
  {
    operation,
    onServer: true,
    name: 'without credentials, and with those of a tenant, it is refused',
    async run(bench) {
      const { made } = await freshTenant(bench);
      const json = request(bench);
      await bench.refuse(operation, { json }, [401]);
      for (const token of [`none-${bench.random.uuid()}`, made.operatorToken, made.auditorToken])
        await bench.refuse(operation, { token, json }, [401, 403]);
    },
  },
  refusal('an escrow key that is not on its curve is refused', ({ escrow, ...rest }) => ({
    ...rest,
    escrow: { ...escrow, public_key: offTheCurve },
  })),
  refusal('a field that the contract does not have is refused', (json) => ({ ...json, admin: true })),
  ...unfitKeys.map(({ name, spoil }) =>
    refusal(name, ({ webhooks, ...rest }, { clock }) => ({ ...rest, webhooks: spoil(webhooks, clock.now()) })),
  ),
];
