import assert from 'node:assert/strict';
import { test } from 'node:test';
import { p256Generate } from '../../../crypto/p256/key.ts';
import { osRandomStream } from '../../../kernel/wall/os-random.ts';
import type { Upload } from '../queue.ts';
import { memoryStorage } from '../storage.ts';
import { type ArchiveEvent, createArchiveClient } from './index.ts';

const escrow = Buffer.from(p256Generate(osRandomStream()).publicKey).toString('base64');

/** An enterprise that takes everything, and a phone's storage. */
function rig() {
  const storage = memoryStorage();
  const uploads: Upload[] = [];
  const enrolments: Record<string, unknown>[] = [];
  const events: ArchiveEvent[] = [];
  let refuses = false;
  const fetch = async (request: Request): Promise<Response> => {
    if (refuses) throw new TypeError('no network');
    const body = await request.json();
    if (request.url.endsWith('/enrolments')) {
      enrolments.push(body);
      return Response.json({
        ...{ device_id: 'dev_1', tenant: 't', custodian: body.custodian, mode: body.mode, token: 'device.token' },
        escrow: { kid: 'escrow-1', public_key: escrow },
        content_hash_key: { kid: 'content-1', key: Buffer.alloc(32).toString('base64') },
      });
    }
    const sent: Upload[] = body.uploads ?? [body];
    uploads.push(...sent);
    const record = { record_id: 'rec' };
    return Response.json(body.uploads ? { outcomes: sent.map(() => ({ status: 201, record })) } : record);
  };
  const start = () =>
    createArchiveClient({
      enterpriseUrl: 'http://enterprise.test',
      enrolmentToken: 'enrol',
      custodian: '+447700900001',
      storage,
      fetch,
      consent: { givenBy: 'ana', givenAt: new Date(0), textSha256: 'ab'.repeat(32) },
      managedDevice: ({ installationId, custodian, deviceKey }) => `${installationId} ${custodian} ${deviceKey}`,
      onEvent: (event) => events.push(event),
    });
  const setOnline = (on: boolean): void => {
    refuses = !on;
  };
  const told = () => uploads.map(({ message_id, version, change = 'created' }) => [message_id, version, change]);
  return { storage, uploads, enrolments, events, start, setOnline, told };
}

const peer = '+447700900002';
const message = (id: string, body: string | null = 'hello') => ({ id, peer, body, sentAt: new Date() });

test('what is handed over twice is archived once; what became readable, was edited or deleted are next versions', async () => {
  const { start, told, uploads } = rig();
  const client = start();
  await client.enrol();
  for (let n = 0; n < 2; n++) client.sent(message('M1'));
  for (const body of [null, null, 'at last', 'at last']) client.received(message('M2', body));
  client.received({ ...message('M3'), originalId: 'M2' });
  client.edited('M1', 'hello there');
  client.deleted('M2');
  client.deleted('M2');
  client.edited('M9', 'never seen');
  await client.drained();
  client.close();
  assert.deepEqual(told(), [
    ['M1', 1, 'created'],
    ['M2', 1, 'created'],
    ['M2', 2, 'created'],
    ['M1', 2, 'edited'],
    ['M2', 3, 'deleted'],
  ]);
  assert.deepEqual(
    uploads.map(({ manifest }) => manifest?.sequence),
    [1, 2, 3, 4, 5],
  );
  assert.equal(new Set(uploads.map(({ sealed }) => sealed?.enc)).size, 4, 'a key of its own for each copy, and none');
});

test('an edit handed over twice is one version, also over a restart; back to an earlier text is another', async () => {
  const { start, told, setOnline } = rig();
  const client = start();
  await client.enrol();
  client.sent(message('M1', 'at one'));
  client.edited('M1', 'at one');
  client.edited('M1', 'at two');
  client.edited('M1', 'at two');
  await client.drained();
  setOnline(false);
  client.close();
  setOnline(true);
  const later = start();
  await later.enrol();
  later.edited('M1', 'at two');
  later.edited('M1', 'at one');
  later.received(message('M2', null));
  later.edited('M2', 'readable');
  later.edited('M2', 'readable');
  await later.drained();
  later.close();
  assert.deepEqual(told(), [
    ['M1', 1, 'created'],
    ['M1', 2, 'edited'],
    ['M1', 3, 'edited'],
    ['M2', 1, 'created'],
    ['M2', 2, 'edited'],
  ]);
});

test('an app that dies between any two writes, and hands over again what it was at, has it archived', async () => {
  const deeds: readonly ((client: ReturnType<ReturnType<typeof rig>['start']>) => void)[] = [
    (client) => client.sent(message('M1')),
    (client) => client.edited('M0', 'other'),
    (client) => client.deleted('M0'),
  ];
  const expected = [
    ['M1', 1, 'created'],
    ['M0', 2, 'edited'],
    ['M0', 2, 'deleted'],
  ];
  for (const [index, deed] of deeds.entries()) {
    const { storage, start, setOnline, told } = rig();
    const first = start();
    await first.enrol();
    first.sent(message('M0'));
    await first.drained();
    setOnline(false);
    const { set, delete: remove } = storage;
    /** What was on the phone after each write. */
    const states: Map<string, string>[] = [];
    const keep = (): void => void states.push(new Map(storage.keys().map((key) => [key, storage.get(key) ?? ''])));
    keep();
    Object.assign(storage, {
      set: (key: string, value: string) => [set.call(storage, key, value), keep()],
      delete: (key: string) => [remove.call(storage, key), keep()],
    });
    deed(first);
    first.close();
    Object.assign(storage, { set, delete: remove });
    assert.ok(states.length > 1);
    setOnline(true);
    for (const state of states) {
      for (const key of storage.keys()) storage.delete(key);
      for (const [key, value] of state) storage.set(key, value);
      const before = told().length;
      const again = start();
      await again.enrol();
      deed(again);
      await again.drained();
      again.close();
      assert.deepEqual(told()[before], expected[index], `deed ${index} over ${[...state.keys()].join(' ')}`);
    }
  }
});

test('a message that has no time is refused, and holds up nothing', async () => {
  const { start, told } = rig();
  const client = start();
  assert.throws(() => client.sent({ ...message('M1'), sentAt: new Date('yesterday') }), /sentAt is no time/);
  assert.throws(() => client.received({ ...message('M2'), sentAt: Number.NaN }), RangeError);
  assert.equal(client.pending(), 0);
  client.sent(message('M3'));
  await client.enrol();
  client.sent(message('M1'));
  await client.drained();
  client.close();
  assert.deepEqual(told(), [
    ['M3', 1, 'created'],
    ['M1', 1, 'created'],
  ]);
});

test('an enrolment that gets no answer is told of, each time', async () => {
  const { start, events, setOnline } = rig();
  setOnline(false);
  const client = start();
  const enrolled = client.enrol();
  while (!events.some(({ what }) => what === 'enrolling')) await new Promise((resolve) => setTimeout(resolve, 5));
  setOnline(true);
  client.online();
  await enrolled;
  client.close();
  const [first, last] = events;
  assert.ok(first?.what === 'enrolling' && first.status === null && first.error !== null && first.nextMs !== null);
  assert.equal(last?.what, 'enrolled');
});

test('a client over the storage of one before goes on: same device, same chain, nothing forgotten', async () => {
  const { start, told, enrolments, setOnline, storage, events, uploads } = rig();
  const before = start();
  await before.enrol();
  before.sent(message('M1'));
  await before.drained();
  setOnline(false);
  before.sent(message('M2', 'written offline'));
  before.close();
  assert.ok(!storage.keys().some((key) => storage.get(key)?.includes('written offline')), 'it is kept sealed');
  setOnline(true);
  const client = start();
  assert.equal(client.pending(), 1);
  await client.enrol();
  client.deleted('M1');
  await client.drained();
  client.close();
  assert.equal(enrolments.length, 1);
  const [{ installation_id, custodian, device_key, managed_device, consent } = {}] = enrolments;
  assert.equal(managed_device, `${installation_id} ${custodian} ${device_key}`);
  assert.deepEqual(consent, { given_by: 'ana', given_at: '1970-01-01T00:00:00.000Z', text_sha256: 'ab'.repeat(32) });
  assert.deepEqual(told(), [
    ['M1', 1, 'created'],
    ['M2', 1, 'created'],
    ['M1', 2, 'deleted'],
  ]);
  assert.deepEqual(
    uploads.map(({ manifest }) => manifest?.sequence),
    [1, 2, 3],
  );
  assert.ok(events.some(({ what }) => what === 'uploaded') && !JSON.stringify(events).includes('written offline'));
});
