import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { CheckFailure, demand } from './finding.ts';
import { event, keyedHash, type MessageEvent, token } from './made-up.ts';
import { eventsAfter, goToEnds } from './read-back.ts';

const operation = 'receiveMessageEvent';
const needs = ['listEvents'];

/** Delivers an event, signed now, as a platform does. */
export const deliver = (bench: Bench, told: object, id: string, headers?: Record<string, string>): Promise<void> => {
  const bytes = JSON.stringify(told);
  return bench.succeed(operation, { bytes, headers: { ...bench.sign(bytes, id), ...headers } }, z.undefined());
};

/** The rows that came of a message. */
export async function rowsOf(bench: Bench, { message_id }: MessageEvent) {
  const { rows } = await eventsAfter(bench, bench.ends.get('events'));
  return rows.filter((row) => row.event.message_id === message_id);
}

async function demandOneRow(bench: Bench, told: MessageEvent, id: string): Promise<void> {
  const [row, ...more] = await rowsOf(bench, told);
  demand(row !== undefined, 'it was acknowledged and is not among the events');
  demand(more.length === 0, `it is among the events ${more.length + 1} times`);
  demand(row.webhook_id === id, 'it was stored under another webhook-id', 'listEvents');
  demand(isDeepStrictEqual(row.event, told), 'it was stored otherwise than it was delivered', 'listEvents');
}

const versionsOf = (signature: string, version: string): string =>
  signature
    .split(' ')
    .filter((part) => part.startsWith(`${version},`))
    .join(' ');

/** What a receiver must take. */
export const webhookChecks: readonly Check[] = [
  {
    operation,
    needs,
    name: 'a signed event is acknowledged and stored as it was delivered',
    async run(bench) {
      await goToEnds(bench);
      const [told, id] = [event(bench), `msg_${token(bench.random)}`];
      await deliver(bench, told, id);
      await demandOneRow(bench, told, id);
    },
  },
  {
    operation,
    needs,
    name: 'an event of every status is taken, with the times and hashes that it has',
    async run(bench) {
      await goToEnds(bench);
      const base = event(bench);
      const at = { delivered_timestamp: base.sent_timestamp, read_timestamp: base.sent_timestamp };
      const told = [
        event(bench, { status: 'failed' }),
        event(bench, { status: 'delivered', delivered_timestamp: at.delivered_timestamp }),
        event(bench, { status: 'read', ...at, content_hash: keyedHash(bench.random, 'content-1') }),
        event(bench, { attachment_refs: ['att://gateway/1', 'att://gateway/2'] }),
      ];
      for (const one of told) {
        const id = `msg_${token(bench.random)}`;
        await deliver(bench, one, id);
        await demandOneRow(bench, one, id);
      }
    },
  },
  ...(['v1', 'v1a'] as const).map(
    (version): Check => ({
      operation,
      name: `a signature of ${version} alone is enough`,
      async run(bench) {
        const bytes = JSON.stringify(event(bench));
        const signed = bench.sign(bytes, `msg_${token(bench.random)}`);
        const only = versionsOf(signed['webhook-signature'], version);
        if (only === '') throw new CheckFailure('not-tried', 'the platform has no key of this kind');
        const headers = { ...signed, 'webhook-signature': only };
        await bench.succeed(operation, { bytes, headers }, z.undefined());
      },
    }),
  ),
  {
    operation,
    name: 'one good signature among others is enough, as while keys are rotated',
    async run(bench) {
      const bytes = JSON.stringify(event(bench));
      const signed = bench.sign(bytes, `msg_${token(bench.random)}`);
      const unknown = `v1,${Buffer.from(bench.random.bytes(32)).toString('base64')}`;
      const headers = { ...signed, 'webhook-signature': `${unknown} v9,AAAA ${signed['webhook-signature']}` };
      await bench.succeed(operation, { bytes, headers }, z.undefined());
    },
  },
  {
    operation,
    needs,
    name: 'a delivery that comes twice is acknowledged twice and stored once',
    async run(bench) {
      await goToEnds(bench);
      const [told, id] = [event(bench), `msg_${token(bench.random)}`];
      await deliver(bench, told, id);
      await deliver(bench, told, id);
      await demandOneRow(bench, told, id);
    },
  },
  {
    operation,
    needs,
    name: 'a delivery that comes five times at once is stored once',
    async run(bench) {
      await goToEnds(bench);
      const [told, id] = [event(bench), `msg_${token(bench.random)}`];
      await Promise.all([1, 2, 3, 4, 5].map(() => deliver(bench, told, id)));
      await demandOneRow(bench, told, id);
    },
  },
  {
    operation,
    needs,
    name: 'another event under a known webhook-id is refused, and the first one stays',
    async run(bench) {
      await goToEnds(bench);
      const [told, id] = [event(bench), `msg_${token(bench.random)}`];
      await deliver(bench, told, id);
      const bytes = JSON.stringify({ ...told, status: 'failed' });
      await bench.refuse(operation, { bytes, headers: bench.sign(bytes, id) }, [409]);
      await demandOneRow(bench, told, id);
    },
  },
];
