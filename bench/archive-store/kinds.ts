import type { Kysely } from 'kysely';
import { ana, type ClockedWorld, upload } from '../../simulators/enterprise/fixture.ts';
import { webhookKeyRing } from '../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { signedHeaders } from '../../simulators/enterprise/standard-webhooks/signature.ts';
import type { Tables } from '../../simulators/enterprise/store/tables.ts';
import type { Clock } from '../../simulators/kernel/clock.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import type { Prepared } from './load.ts';
import type { Rows } from './raw-inserts.ts';

/** Something that the archive verifies and stores. */
export interface Kind {
  readonly name: string;
  /** Makes so many requests, none of them like another. */
  prepare(count: number): Promise<readonly Prepared[]>;
  /** What the store holds of them since this was last asked. */
  stored(database: Kysely<Tables>): Promise<readonly Rows[]>;
}

const json = (value: unknown, headers: Record<string, string>): Omit<Prepared, 'path'> => {
  const body = Buffer.from(JSON.stringify(value));
  return { body, headers: { 'content-type': 'application/json', 'content-length': String(body.length), ...headers } };
};

/** Webhooks: the signature is verified, and a metadata row stored. */
export function webhooks(clock: Clock, seed: string): Kind {
  const signing = webhookKeyRing(seededRandom(seed).split('enterprise').split('webhook keys'), ['v1']).signing();
  const hash = (digit: string): string => `hmac-sha256:identifier-1:${digit.repeat(64)}`;
  let made = 0;
  let read = 0;
  return {
    name: 'webhooks',
    prepare: async (count) =>
      Array.from({ length: count }, () => {
        const id = `msg_${made++}`;
        const event = {
          message_id: id,
          sender_hash: hash('a'),
          recipient_hash: hash('b'),
          conversation_hash: hash('c'),
          sent_timestamp: '2026-11-22T12:00:00.000Z',
          status: 'sent',
          content_hash: `hmac-sha256:content-1:${'d'.repeat(64)}`,
          attachment_refs: [],
        };
        const { body, headers } = json(event, {});
        return {
          path: '/webhooks/messages',
          body,
          headers: { ...headers, ...signedHeaders(signing, id, clock.now(), body) },
        };
      }),
    async stored(database) {
      const rows = await database.selectFrom('events').selectAll().where('position', '>', read).execute();
      read += rows.length;
      return rows.map((row) => [['events', row]]);
    },
  };
}

/** Records: the device's token is verified, and a record stored, with its content and its leaf of the log. */
export async function records(world: ClockedWorld<Clock>): Promise<Kind> {
  const enrolled = await world.enrol(ana);
  let made = 0;
  let read = 0;
  return {
    name: 'records',
    prepare: async (count) =>
      Array.from({ length: count }, () => ({
        path: '/records',
        ...json(upload(enrolled, { message_id: `M${made++}` }), { authorization: `Bearer ${enrolled.token}` }),
      })),
    async stored(database) {
      const rows = await database.selectFrom('records').selectAll().where('position', '>', read).execute();
      const contents = await database.selectFrom('record_contents').selectAll().execute();
      const leaves = await database.selectFrom('log_leaves').selectAll().execute();
      const contentOf = new Map(contents.map((row) => [row.record_id, row]));
      const leafAt = new Map(leaves.map((row) => [row.leaf_index, row]));
      read += rows.length;
      return rows.map((row): Rows => {
        const content = contentOf.get(row.record_id);
        const leaf = leafAt.get(row.leaf_index ?? -1);
        if (!content || !leaf) throw new Error(`${row.record_id} is not whole`);
        return [
          ['records', { ...row }],
          ['record_contents', { ...content }],
          ['log_leaves', { ...leaf }],
        ];
      });
    },
  };
}
