import { gzipSync } from 'node:zlib';
import type { Asked, Bench } from './bench.ts';
import type { Check } from './check.ts';
import { event, msisdn, token } from './made-up.ts';
import { demandNothingStored, goToEnds } from './read-back.ts';
import type { SignedHeaders } from './sign-delivery.ts';

const operation = 'receiveMessageEvent';
const minute = 60_000;

/** A delivery that is as it must be, before something is done to it. */
interface Delivery {
  readonly body: string;
  readonly id: string;
  readonly signed: SignedHeaders;
}

/** Somebody else's signature over a delivery. */
function forged(bench: Bench, { body, id }: Delivery): SignedHeaders {
  const secrets = [{ key: bench.random.bytes(32) }];
  const { tenant } = bench;
  return bench.sign(body, id, { by: { ...tenant, webhookKeys: { secrets, ed25519: [] } } });
}

/** Changes one thing about a good delivery, and sees that it is refused and leaves nothing. */
const refusal = (
  name: string,
  statuses: readonly number[],
  change: (delivery: Delivery, bench: Bench) => Asked,
): Check => ({
  operation,
  needs: ['listEvents'],
  name,
  async run(bench) {
    await goToEnds(bench);
    const told = event(bench);
    const body = JSON.stringify(told);
    const id = `msg_${token(bench.random)}`;
    await bench.refuse(operation, change({ body, id, signed: bench.sign(body, id) }, bench), statuses);
    await demandNothingStored(bench, 'events', told.message_id);
  },
});

/** An event that the contract does not know, rightly signed. */
const malformed = (name: string, change: (body: Record<string, unknown>, bench: Bench) => unknown): Check =>
  refusal(name, [400, 422], ({ body, id }, bench) => {
    const changed = change(JSON.parse(body), bench);
    const bytes = typeof changed === 'string' ? changed : JSON.stringify(changed);
    return { bytes, headers: bench.sign(bytes, id) };
  });

const signedAt = (name: string, aheadMs: number): Check =>
  refusal(name, [400, 401], ({ body, id }, bench) => ({
    bytes: body,
    headers: bench.sign(body, id, { atMs: bench.clock.now() + aheadMs }),
  }));

/** What a receiver must refuse. */
export const webhookRefusalChecks: readonly Check[] = [
  refusal('an unsigned delivery is refused', [400, 401], ({ body }) => ({ bytes: body })),
  refusal('a delivery with an empty signature is refused', [400, 401], ({ body, signed }) => ({
    bytes: body,
    headers: { ...signed, 'webhook-signature': 'v1,' },
  })),
  refusal('a signature made with another key is refused', [401], (delivery, bench) => ({
    bytes: delivery.body,
    headers: forged(bench, delivery),
  })),
  refusal('a body that was changed after it was signed is refused', [401], ({ body, signed }) => ({
    bytes: body.replace('"sent"', '"read"'),
    headers: signed,
  })),
  refusal('a delivery under another webhook-id than was signed is refused', [401], ({ body, signed }, { random }) => ({
    bytes: body,
    headers: { ...signed, 'webhook-id': `msg_${token(random)}` },
  })),
  refusal(
    'a delivery of long ago, replayed with a timestamp of now, is refused',
    [401],
    ({ body, id, signed }, bench) => ({
      bytes: body,
      headers: {
        ...bench.sign(body, id, { atMs: bench.clock.now() - 60 * minute }),
        'webhook-timestamp': signed['webhook-timestamp'],
      },
    }),
  ),
  signedAt('a delivery that was signed ten minutes ago is refused', -10 * minute),
  signedAt('a delivery that was signed in ten minutes is refused', 10 * minute),
  refusal('the signature is verified before the body is parsed', [401], (delivery, bench) => ({
    bytes: '{"message_id":',
    headers: forged(bench, delivery),
  })),
  malformed('a body that is not JSON is refused', (body) => JSON.stringify(body).slice(0, -1)),
  malformed('an event without a status is refused', ({ status: _, ...rest }) => rest),
  malformed('an event with an unknown status is refused', (body) => ({ ...body, status: 'seen' })),
  malformed('an event with a field that the contract does not have is refused: it may hold a body', (body) => ({
    ...body,
    text: 'hello',
  })),
  malformed('an event with a number instead of its keyed hash is refused', (body, { random }) => ({
    ...body,
    sender_hash: msisdn(random),
  })),
  malformed('an event whose time is no time is refused', (body) => ({ ...body, sent_timestamp: '22.11.2026' })),
  refusal('a delivery of four megabytes is refused', [413], ({ body, id }, bench) => {
    const bytes = `${body}${' '.repeat(4 * 1024 * 1024)}`;
    return { bytes, headers: bench.sign(bytes, id) };
  }),
  refusal('a delivery that is compressed is refused: nothing is inflated', [415], ({ body, signed }) => ({
    bytes: gzipSync(body),
    headers: { ...signed, 'content-encoding': 'gzip' },
  })),
  refusal('a delivery that is said to be compressed and is not is refused', [415], ({ body, signed }) => ({
    bytes: body,
    headers: { ...signed, 'content-encoding': 'br' },
  })),
  {
    ...refusal('a delivery signed for another tenant is refused', [401, 403], ({ body, id }, bench) => ({
      bytes: body,
      headers: bench.sign(body, id, { by: bench.other ?? bench.tenant }),
    })),
    acrossTenants: true,
  },
];
