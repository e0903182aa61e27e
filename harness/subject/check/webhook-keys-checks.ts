import { sleep } from '../../../simulators/kernel/clock.ts';
import { acceptedWebhookKeys, type WebhookKeys } from '../contract/webhook-keys.ts';
import type { Asked, Bench } from './bench.ts';
import type { Check } from './check.ts';
import { CheckFailure, demand } from './finding.ts';
import { freshTenant } from './fresh-tenant.ts';
import { givenKeys } from './given-keys.ts';
import { event, token } from './made-up.ts';
import type { MadeTenant } from './make-tenant.ts';
import type { WebhookKeys as PlatformKeys } from './sign-delivery.ts';
import { unfitKeys } from './unfit-keys.ts';

const operation = 'setWebhookKeys';

/** How long the old key is accepted beside the new one, ms, and how much longer is waited: clocks differ. */
const [overlapMs, slackMs] = [3000, 2000] as const;

/** A tenant, what its platform signs with, and what it will sign with. */
async function rotating(bench: Bench) {
  const { made, ring } = await freshTenant(bench);
  const old = ring.signing();
  ring.introduce();
  ring.retireOld();
  return { made, old, next: ring.signing() };
}

const asked = ({ keys, operatorToken }: MadeTenant, json: object): Asked => ({
  token: operatorToken,
  json,
  parameters: { tenant: keys.id },
});

const set = (bench: Bench, made: MadeTenant, keys: WebhookKeys) =>
  bench.succeed(operation, asked(made, keys), acceptedWebhookKeys, [200]);

/** Delivers with each kind of key alone. */
function deliveries(bench: Bench, made: MadeTenant, { secrets, ed25519 }: PlatformKeys): readonly Asked[] {
  return [
    { secrets, ed25519: [] },
    { secrets: [], ed25519 },
  ].map((webhookKeys) => {
    const bytes = JSON.stringify(event(bench));
    const headers = bench.sign(bytes, `msg_${token(bench.random)}`, { by: { ...made, webhookKeys } });
    return { bytes, headers, at: made };
  });
}

async function demandTaken(bench: Bench, made: MadeTenant, keys: PlatformKeys, which: string): Promise<void> {
  for (const delivery of deliveries(bench, made, keys)) {
    const { status } = await bench.ask('receiveMessageEvent', delivery);
    demand(status === 204, `a delivery signed with ${which} was answered ${status}`, operation);
  }
}

/** Of a receiver that takes what anybody signed it cannot be said which keys it has. @throws CheckFailure `unknown` */
async function demandVerifies(bench: Bench, made: MadeTenant): Promise<void> {
  const nobodys = { secrets: [{ key: bench.random.bytes(32) }], ed25519: [] };
  const [delivery = {}] = deliveries(bench, made, nobodys);
  const { status } = await bench.ask('receiveMessageEvent', delivery);
  if (status < 400) throw new CheckFailure('unknown', 'deliveries are taken whoever signed them');
}

async function demandRefused(bench: Bench, made: MadeTenant, keys: PlatformKeys, which: string): Promise<void> {
  for (const delivery of deliveries(bench, made, keys)) {
    const { status } = await bench.ask('receiveMessageEvent', delivery);
    if (status < 400) await demandVerifies(bench, made);
    demand(status === 401, `a delivery signed with ${which} was answered ${status}`, operation);
  }
}

/** Both generations, the old one with an end. */
function together(old: WebhookKeys, next: WebhookKeys, until: string): WebhookKeys {
  const ending = <T extends object>(keys: readonly T[]) => keys.map((key) => ({ ...key, until }));
  return {
    secrets: [...ending(old.secrets), ...next.secrets],
    jwks: { keys: [...ending(old.jwks?.keys ?? []), ...(next.jwks?.keys ?? [])] },
  };
}

const refusal = (
  name: string,
  statuses: readonly number[],
  change: (keys: WebhookKeys, of: { made: MadeTenant; bench: Bench; old: WebhookKeys }) => Promise<Asked> | Asked,
): Check => ({
  operation,
  onServer: true,
  needs: ['receiveMessageEvent'],
  name,
  async run(bench) {
    const { made, old, next } = await rotating(bench);
    const keys = givenKeys(next);
    const changed = await change(keys, { made, bench, old: givenKeys(old) });
    await bench.refuse(operation, { ...asked(made, keys), ...changed }, statuses);
    await demandRefused(bench, made, next, 'a key that was refused');
    await demandTaken(bench, made, old, 'a key that was to stay');
  },
});

/** How the keys of a tenant must change. */
export const webhookKeysChecks: readonly Check[] = [
  {
    operation,
    onServer: true,
    needs: ['receiveMessageEvent'],
    name: 'a new key is accepted beside the old one, and the old one until its time',
    async run(bench) {
      const { made, old, next } = await rotating(bench);
      await demandRefused(bench, made, next, 'a key that nobody was given yet');
      const until = new Date(bench.clock.now() + overlapMs).toISOString();
      const { accepted } = await set(bench, made, together(givenKeys(old), givenKeys(next), until));
      demand(accepted.length === 4, `${accepted.length} keys are said to be accepted instead of 4`);
      demand(accepted.filter((key) => key.until === until).length === 2, 'the ends of the old keys are not said');
      await demandTaken(bench, made, old, 'an old key before its end');
      await demandTaken(bench, made, next, 'a new key');
      await sleep(bench.clock, overlapMs + slackMs);
      await demandRefused(bench, made, old, 'an old key after its end');
      await demandTaken(bench, made, next, 'the key that stays');
    },
  },
  {
    operation,
    onServer: true,
    needs: ['receiveMessageEvent'],
    name: 'a key that is left out is not accepted any more, and the same keys again change nothing',
    async run(bench) {
      const { made, old, next } = await rotating(bench);
      const first = await set(bench, made, givenKeys(next));
      await demandRefused(bench, made, old, 'a key that was left out');
      await demandTaken(bench, made, next, 'a new key');
      await sleep(bench.clock, 10);
      const again = await set(bench, made, givenKeys(next));
      demand(again.in_force_since === first.in_force_since, 'the same keys again are said to be in force since now');
    },
  },
  refusal('without credentials it is refused', [401], () => ({ headers: { authorization: '' } })),
  refusal('with a token that nobody was given it is refused', [401], (_, { bench }) => ({
    token: `none-${bench.random.uuid()}`,
  })),
  refusal('with the token of the tenant’s auditor it is refused', [401, 403], (_, { made }) => ({
    token: made.auditorToken,
  })),
  refusal('with the token that enrols devices it is refused', [401, 403], (_, { made }) => ({
    token: made.enrolmentToken,
  })),
  refusal('with the token of another tenant’s operator it is refused', [401, 403], async (_, { bench }) => ({
    token: (await freshTenant(bench)).made.operatorToken,
  })),
  refusal('for a tenant that is not there it is refused', [401, 403, 404], () => ({
    parameters: { tenant: 'nobody-has-this-id' },
  })),
  refusal('a kid that named another key before is refused', [400, 409, 422], (keys, { old }) => ({
    json: { ...keys, secrets: keys.secrets.map((one, index) => ({ ...one, kid: old.secrets[index]?.kid })) },
  })),
  refusal('keys of which none stays are refused', [400, 422], ({ secrets }, { bench }) => {
    const until = new Date(bench.clock.now() + 3_600_000).toISOString();
    return { json: { secrets: secrets.map((one) => ({ ...one, until })) } };
  }),
  refusal('a field that the contract does not have is refused', [400, 422], (keys) => ({
    json: { ...keys, admin: true },
  })),
  refusal('a body that is not JSON is refused', [400, 422], (keys) => ({ bytes: JSON.stringify(keys).slice(1) })),
  ...unfitKeys.map(({ name, spoil }) =>
    refusal(name, [400, 422], (keys, { bench }) => ({ json: spoil(keys, bench.clock.now()) })),
  ),
];
