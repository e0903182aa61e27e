import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import { ana, ben, enterpriseWorld, startMs, upload } from '../fixture.ts';
import { openStore } from '../store/open-store.ts';
import { inTransaction } from '../store/transaction.ts';
import { appendLeaf } from './append.ts';
import { logStore } from './log-store.ts';
import { memoryLog } from './memory-log.ts';
import { emptyRoot, hashBytes, leafHash } from './merkle-hash.ts';
import { tileWidth, widthAt } from './tile.ts';
import { formatTilePath, parseTilePath } from './tile-path.ts';
import { consistencyPath, inclusionPath, rootOf } from './tree.ts';

const leafData = (index: number): Uint8Array => Buffer.alloc(hashBytes, `leaf ${index} `);
const base = 'http://enterprise.test';

type World = ReturnType<typeof enterpriseWorld>;

/** A world with so many records of ana's. */
async function withRecords(count: number): Promise<{ world: World; recordIds: string[] }> {
  const world = enterpriseWorld(`log of ${count}`);
  const enrolled = await world.enrol(ana);
  const recordIds: string[] = [];
  for (let n = 0; n < count; n++) {
    const { json } = await world.ask(
      'POST',
      `${base}/records`,
      enrolled.token,
      upload(enrolled, { message_id: `M${n}`, logical_message_id: `M${n}` }),
    );
    recordIds.push(json.record_id);
  }
  return { world, recordIds };
}

async function read(world: World, path: string, token = world.enterprise.tenant.auditorToken) {
  const request = new Request(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const answer = await world.enterprise.app(request);
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

test('a log in the store is the log in memory, at every size and over the edges of tiles', async () => {
  const store = openStore(':memory:', virtualClock(startMs));
  await store.ready;
  const [log, memory] = [logStore(store.database, 't1'), memoryLog()];
  const other = logStore(store.database, 't2');
  const checked = new Set([0, 1, 2, 3, 255, 256, 257, 511, 512, 600]);
  for (let size = 0; size <= 600; size++) {
    if (checked.has(size)) {
      assert.equal(await log.size(), size);
      assert.deepEqual(Uint8Array.from(await log.root(size)), size === 0 ? emptyRoot : rootOf(memory, size));
    }
    memory.append(leafHash(leafData(size)));
    await inTransaction(store.database, 't1', async (transaction) => {
      assert.equal(await appendLeaf(transaction, 't1', leafData(size)), size);
    });
  }
  const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]): void =>
    assert.deepEqual(a.map(Buffer.from), b.map(Buffer.from));
  for (const [index, size] of [
    [0, 601],
    [300, 301],
    [256, 600],
    [599, 600],
    [255, 256],
  ] as const) {
    same(await log.inclusion(index, size), inclusionPath(memory, index, size));
  }
  for (const [from, to] of [
    [1, 601],
    [256, 601],
    [255, 256],
    [300, 512],
    [600, 600],
    [0, 5],
  ] as const) {
    same(await log.consistency(from, to), consistencyPath(memory, from, to));
  }
  assert.equal(await other.size(), 0, 'a tenant has a log of its own');
  await assert.rejects(log.inclusion(601, 601), RangeError);
  await assert.rejects(log.consistency(5, 4), RangeError);
  await store.close();
});

test('a leaf that was not committed with its record is not in the log', async () => {
  const store = openStore(':memory:', virtualClock(startMs));
  await store.ready;
  const log = logStore(store.database, 't1');
  const failing = inTransaction(store.database, 't1', async (transaction) => {
    await appendLeaf(transaction, 't1', leafData(0));
    throw new Error('the record could not be written');
  });
  await assert.rejects(failing, /could not be written/);
  assert.equal(await log.size(), 0);
  await store.close();
});

test('the store itself refuses to change or remove a leaf or a full tile', async () => {
  const store = openStore(':memory:', virtualClock(startMs));
  await store.ready;
  await inTransaction(store.database, 't1', async (transaction) => {
    for (let index = 0; index < tileWidth; index++) await appendLeaf(transaction, 't1', leafData(index));
  });
  const { database } = store;
  const zeros = Buffer.alloc(hashBytes);
  await assert.rejects(database.updateTable('log_leaves').set({ leaf: zeros }).execute(), /written once/);
  await assert.rejects(database.deleteFrom('log_leaves').execute(), /is kept/);
  await assert.rejects(database.updateTable('log_tiles').set({ root: zeros }).execute(), /written once/);
  await assert.rejects(database.deleteFrom('log_tiles').execute(), /is kept/);
  assert.equal((await database.selectFrom('log_tiles').selectAll().execute()).length, 1);
  await store.close();
});

test('tiles and leaves are served under their names, full ones for ever', async () => {
  const { world, recordIds } = await withRecords(300);
  assert.equal(recordIds.length, 300);
  const full = await read(world, '/log/tile/0/000');
  assert.equal(full.bytes.length, tileWidth * hashBytes);
  assert.match(full.headers.get('cache-control') ?? '', /immutable/);
  assert.equal(full.headers.get('content-type'), 'application/octet-stream');
  const edge = await read(world, '/log/tile/0/001.p/44');
  assert.equal(edge.bytes.length, 44 * hashBytes);
  assert.equal((await read(world, '/log/tile/1/000.p/1')).bytes.length, hashBytes);
  assert.deepEqual((await read(world, '/log/tile/0/000.p/7')).bytes, full.bytes.subarray(0, 7 * hashBytes));

  const entries = await read(world, '/log/tile/entries/001.p/44');
  assert.equal(entries.bytes.length, 44 * (2 + hashBytes));
  assert.equal(entries.bytes.readUInt16BE(0), hashBytes);
  const first = leafHash(entries.bytes.subarray(2, 2 + hashBytes));
  assert.deepEqual(edge.bytes.subarray(0, hashBytes), Buffer.from(first));

  for (const path of ['0/001', '0/001.p/45', '1/000', '2/000.p/1', 'entries/002.p/1', '0/x001/000']) {
    assert.equal((await read(world, `/log/tile/${path}`)).status, 404, path);
  }
});

test('a name that no tile has is refused, and so is whoever is no auditor', async () => {
  const { world } = await withRecords(1);
  const nonsense = [
    '0/000/',
    '0/0',
    '0/0000',
    '00/000',
    '64/000',
    '-1/000',
    '0/x000/000',
    '0/001/000',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/01',
    '0/000.p/',
    'entries/000.p/1/x',
    'entries',
    '0/..%2f..%2fetc%2fpasswd',
    '0/%30%30%30',
    '0/x999/x999/x999/x999/x999/x999/999',
    '0/٠٠٠',
  ];
  for (const path of nonsense) {
    const { status, headers } = await read(world, `/log/tile/${path}`);
    assert.equal(status, 400, path);
    assert.equal(headers.get('content-type'), 'application/problem+json');
  }
  for (const path of ['/log/tile/../../records', '/log/tile/..%2f..', '/log/nothing', '/log/tile']) {
    assert.ok((await read(world, path)).status < 500, path);
  }
  const enrolled = await world.enrol(ben);
  for (const path of ['/log/checkpoint', '/log/tile/0/000.p/1', '/log/consistency?from=0&to=1', '/records/r/proof']) {
    assert.equal((await read(world, path, 'nobody')).status, 401, path);
    assert.equal((await read(world, path, enrolled.token)).status, 403, path);
  }
});

test('a checkpoint is one for each size, and nobody keeps it', async () => {
  const { world } = await withRecords(2);
  const [one, two] = [await read(world, '/log/checkpoint'), await read(world, '/log/checkpoint')];
  assert.deepEqual(one.bytes, two.bytes);
  assert.match(one.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8$/i);
  assert.match(one.headers.get('cache-control') ?? '', /no-cache/);
  const [origin, size] = one.bytes.toString().split('\n');
  assert.deepEqual([origin, size], [`archive.greenroom.test/${world.enterprise.tenant.id}`, '2']);
});

test('consistency is proved between states that there were', async () => {
  const { world } = await withRecords(3);
  const { status, bytes } = await read(world, '/log/consistency?from=1&to=3');
  assert.equal(status, 200);
  assert.equal(JSON.parse(bytes.toString()).consistency_path.length, 2);
  for (const [query, refusal] of [
    ['from=2&to=4', 404],
    ['from=3&to=2', 400],
    ['from=1', 400],
    ['from=-1&to=2', 400],
    ['from=01&to=2', 400],
    ['from=1e0&to=2', 400],
    ['from=1&to=9999999999999999', 400],
    ['from=1&to=3&x=1', 400],
  ] as const) {
    assert.equal((await read(world, `/log/consistency?${query}`)).status, refusal, query);
  }
});

test('a record says which leaf it is, a duplicate adds none, and what there is no record of has no proof', async () => {
  const { world, recordIds } = await withRecords(3);
  const enrolled = await world.enrol(ana);
  const again = upload(enrolled, { message_id: 'M0', logical_message_id: 'M0' });
  await world.ask('POST', `${base}/records`, enrolled.token, again);
  for (const [index, id] of recordIds.entries()) {
    assert.equal(JSON.parse((await read(world, `/records/${id}`)).bytes.toString()).leaf_index, index);
    const proof = JSON.parse((await read(world, `/records/${id}/proof`)).bytes.toString());
    assert.deepEqual([proof.record_id, proof.record.leaf_index, proof.tombstone], [id, index, null]);
    assert.equal(proof.record.committed.record_id, id);
  }
  assert.equal((await read(world, '/log/checkpoint')).bytes.toString().split('\n')[1], '3');
  assert.equal((await read(world, '/records/rec_none/proof')).status, 404);
});

test('tiles have one name each', () => {
  for (const [path, level, index, width] of [
    ['0/000', 0, 0, 256],
    ['0/x001/x234/067', 0, 1_234_067, 256],
    ['63/999.p/255', 63, 999, 255],
    ['entries/x001/000.p/1', 'entries', 1000, 1],
  ] as const) {
    assert.deepEqual(parseTilePath(path), { level, index, width });
    assert.equal(formatTilePath({ level, index, width }), path);
  }
});

test('the tiles of a log of 70,000 leaves are those of the specification', () => {
  assert.equal(widthAt(0, 272, 70_000), 256);
  assert.equal(widthAt(0, 273, 70_000), 112);
  assert.equal(widthAt(0, 274, 70_000), 0);
  assert.deepEqual([widthAt(1, 0, 70_000), widthAt(1, 1, 70_000)], [256, 17]);
  assert.deepEqual([widthAt(2, 0, 70_000), widthAt(2, 1, 70_000), widthAt(3, 0, 70_000)], [1, 0, 0]);
  assert.deepEqual([widthAt(0, 0, 256), widthAt(1, 0, 256)], [256, 1]);
});
