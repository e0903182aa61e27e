import { webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { signedHeaders } from '../../../simulators/enterprise/standard-webhooks/signature.ts';
import { createTenant, type Tenant } from '../../../simulators/enterprise/tenant.ts';
import { seededRandom } from '../../../simulators/kernel/random.ts';
import { logInspection } from './log-inspection.ts';

/** What an archive was given and said yes to. */
export interface Acknowledged {
  /** Message ids by record id. */
  readonly records: Map<string, string>;
  readonly webhooks: Set<string>;
}

/** The two sides of an archive that does not lose: who uploads to it, and who reads it afterwards. */
export interface Workload {
  /** Does what has not been acknowledged yet; returns when everything is, or rejects when the archive is not reached. */
  run(origin: string): Promise<void>;
  readonly acknowledged: Acknowledged;
  /** What is wrong with what the archive holds; empty when nothing is. */
  inspect(origin: string): Promise<string[]>;
}

const custodian = '+447700900001';
const peer = '+447700900002';
const messages = 6;
/** Uploaded in one request, as a phone does that was offline. */
const batched = ['B1', 'B2', 'B3'];
const patienceMs = 20_000;

/** Uploads and webhooks for the archive of `archive-process.ts` with the same seed. */
export function workload(seed: string): Workload {
  const random = seededRandom(seed).split('enterprise');
  const tenant = createTenant(random.split('tenant'));
  const ring = webhookKeyRing(random.split('webhook keys'));
  const log = logInspection(tenant);
  const acknowledged: Acknowledged = { records: new Map(), webhooks: new Set() };
  const ids = Array.from({ length: messages }, (_, index) => `M${index + 1}`);

  async function ask(url: string, token: string | null, body?: unknown): Promise<{ status: number; json: unknown }> {
    const response = await fetch(url, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  }

  /** Repeats what was refused with "try again", as an endpoint does. */
  async function insist<T>(attempt: () => Promise<T | undefined>, what: string): Promise<T> {
    for (let tries = 0; tries < 20; tries++) {
      const done = await attempt();
      if (done !== undefined) return done;
    }
    throw new Error(`${what}: refused twenty times`);
  }

  const enrol = (origin: string): Promise<string> =>
    insist(async () => {
      const installation_id = seededRandom(seed).split('installation').uuid();
      const request = { installation_id, custodian, mode: 'escrow', endpoint_key: null };
      const { status, json } = await ask(`${origin}/enrolments`, tenant.enrolmentToken, request);
      return status < 300 ? (json as { token: string }).token : undefined;
    }, 'the enrolment');

  const upload = async (origin: string, token: string, id: string): Promise<void> => {
    const record_id = await insist(async () => {
      const { status, json } = await ask(`${origin}/records`, token, recordOf(tenant, id));
      return status < 300 ? (json as { record_id: string }).record_id : undefined;
    }, `the upload of ${id}`);
    acknowledged.records.set(record_id, id);
  };

  const uploadBatch = (origin: string, token: string, wanted: readonly string[]): Promise<true> =>
    insist(async () => {
      const left = wanted.filter((id) => !isStored(id));
      const uploads = left.map((id) => recordOf(tenant, id));
      const { status, json } = await ask(`${origin}/records/batch`, token, { uploads });
      if (status !== 200) return undefined;
      const { outcomes } = json as { outcomes: { status: number; record?: { record_id: string } }[] };
      for (const [index, id] of left.entries()) {
        const { status: its = 500, record } = outcomes[index] ?? {};
        if (its < 300 && record) acknowledged.records.set(record.record_id, id);
      }
      return wanted.every(isStored) ? true : undefined;
    }, 'the batch');

  const deliver = (origin: string, id: string): Promise<true> =>
    insist(async () => {
      const body = Buffer.from(JSON.stringify(eventOf(id)));
      const headers = {
        'content-type': 'application/json',
        ...signedHeaders(ring.signing(), `msg_${id}`, Date.now(), body),
      };
      const url = `${origin}/webhooks/messages`;
      const { status } = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patienceMs) });
      if (status >= 300) return undefined;
      acknowledged.webhooks.add(`msg_${id}`);
      return true;
    }, `the webhook of ${id}`);

  const isStored = (id: string): boolean => [...acknowledged.records.values()].includes(id);

  return {
    acknowledged,
    async run(origin) {
      const token = await enrol(origin);
      for (const id of ids) {
        if (!isStored(id)) await upload(origin, token, id);
        await log.glance(origin);
        if (!acknowledged.webhooks.has(`msg_${id}`)) await deliver(origin, id);
      }
      if (!batched.every(isStored)) await uploadBatch(origin, token, batched);
      await log.glance(origin);
    },
    async inspect(origin) {
      const wrong: string[] = [];
      const { records } = (await ask(`${origin}/records?limit=1000`, tenant.auditorToken)).json as { records: Kept[] };
      const { events } = (await ask(`${origin}/events?limit=1000`, tenant.auditorToken)).json as {
        events: { webhook_id: string; event: { message_id: string } }[];
      };
      for (const [record_id, id] of acknowledged.records) {
        const kept = records.filter((record) => record.record_id === record_id);
        if (kept.length !== 1) wrong.push(`${id} was acknowledged as ${record_id} and is there ${kept.length} times`);
      }
      for (const record of records) {
        const given = recordOf(tenant, record.message_id);
        for (const [field, value] of Object.entries(given))
          if (JSON.stringify(record[field]) !== JSON.stringify(value))
            wrong.push(`${record.record_id}: ${field} is not what was uploaded`);
      }
      for (const id of acknowledged.webhooks)
        if (events.filter(({ webhook_id }) => webhook_id === id).length !== 1)
          wrong.push(`webhook ${id} was acknowledged and is not there once`);
      for (const { webhook_id, event } of events)
        if (JSON.stringify(event) !== JSON.stringify(eventOf(event.message_id)))
          wrong.push(`webhook ${webhook_id} is not what was sent`);
      const ids = records.map(({ record_id }) => record_id);
      return [...wrong, ...(await log.inspect(origin, ids))];
    },
  };
}

interface Kept {
  readonly record_id: string;
  readonly message_id: string;
  readonly [field: string]: unknown;
}

/** A copy of a message; nobody will open it. */
function recordOf({ id: tenant, escrow }: Tenant, id: string): Record<string, unknown> {
  const sealed = {
    to: 'escrow',
    kid: escrow.kid,
    enc: Buffer.from(escrow.publicKey).toString('base64'),
    ciphertext: seededRandom(`ciphertext ${id}`).bytes(600),
  };
  return {
    tenant,
    message_id: id,
    logical_message_id: id,
    custodian,
    peer,
    direction: 'out',
    version: 1,
    device_timestamp: '2026-11-22T12:00:00.000Z',
    content_hash: hashOf(id),
    sealed: { ...sealed, ciphertext: Buffer.from(sealed.ciphertext).toString('base64') },
  };
}

const hashOf = (id: string): string =>
  `hmac-sha256:content-1:${Buffer.from(seededRandom(`hash ${id}`).bytes(32)).toString('hex')}`;

function eventOf(id: string): Record<string, unknown> {
  const pseudonym = (of: string): string =>
    `hmac-sha256:identifier-1:${Buffer.from(seededRandom(of).bytes(32)).toString('hex')}`;
  return {
    message_id: id,
    sender_hash: pseudonym('sender'),
    recipient_hash: pseudonym('recipient'),
    conversation_hash: pseudonym('conversation'),
    sent_timestamp: '2026-11-22T12:00:00.000Z',
    status: 'sent',
    content_hash: hashOf(id),
    attachment_refs: [],
  };
}
