import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { ana, enterpriseWorld, upload } from '../fixture.ts';
import { mounted, NotMountedError, run } from './mounted.test-support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenroom-read-only-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const url = 'http://enterprise.test/records';
const open = (file: string) => enterpriseWorld('writer', { database: file });
type World = ReturnType<typeof open>;

async function keptIn(world: World): Promise<readonly string[]> {
  const { json } = await world.ask('GET', url, world.enterprise.tenant.auditorToken);
  return json.records.map(({ record_id }: { record_id: string }) => record_id);
}

async function stored(world: World, message_id: string): Promise<string> {
  const enrolled = await world.enrol(ana);
  const { status, json } = await world.ask('POST', url, enrolled.token, upload(enrolled, { message_id }));
  assert.equal(status, 201, JSON.stringify(json));
  return json.record_id;
}

async function assertRefuses(world: World, token: string, copy: object): Promise<void> {
  for (let n = 0; n < 3; n++) {
    const { status, json } = await world.ask('POST', url, token, copy);
    assert.deepEqual([status, json.type], [503, 'urn:greenroom:problem:unavailable'], json.detail);
  }
}

test('on a disk that fails and turns read-only the archive refuses, gives what it has, and loses nothing', async (t) => {
  const [image, disk] = [join(folder, 'disk.img'), join(folder, 'disk')];
  writeFileSync(image, '');
  truncateSync(image, 16 * 1024 * 1024);
  mkdirSync(disk);
  try {
    run('mkfs.ext4', '-q', '-F', image);
  } catch (error) {
    if (error instanceof NotMountedError) return t.skip(error.message);
    throw error;
  }
  const file = join(disk, 'archive.db');
  const acknowledged: string[] = [];
  const failed = await mounted(disk, ['-o', 'loop', image], async () => {
    const world = open(file);
    const enrolled = await world.enrol(ana);
    acknowledged.push(await stored(world, 'M1'), await stored(world, 'M2'));
    run('mount', '-o', 'remount,abort', disk); // as ext4 does by itself when its journal cannot be written
    await assertRefuses(world, enrolled.token, upload(enrolled, { message_id: 'M3' }));
    assert.deepEqual(await keptIn(world), acknowledged);
    await world.enterprise.close();
  });
  if (failed !== undefined) return t.skip(failed);
  const again = await mounted(disk, ['-o', 'loop', image], async () => {
    const world = open(file);
    assert.deepEqual(await keptIn(world), acknowledged);
    acknowledged.push(await stored(world, 'M3'));
    assert.deepEqual(await keptIn(world), acknowledged);
    await world.enterprise.close();
  });
  assert.equal(again, undefined, 'the disk is mounted again');
});

test('from a disk that is mounted read-only the archive gives what it has and refuses to write', async (t) => {
  const [disk, readOnly] = [join(folder, 'disk'), join(folder, 'read-only')];
  mkdirSync(disk);
  mkdirSync(readOnly);
  const file = join(disk, 'archive.db');
  const first = open(file);
  const enrolled = await first.enrol(ana);
  const kept = await stored(first, 'M1');
  const holder = new SqliteDatabase(file); // keeps the write-ahead log in place, as a process that was killed would
  holder.prepare('SELECT count(*) FROM records').get();
  await first.enterprise.close();
  try {
    const missing = await mounted(readOnly, ['--bind', disk], async () => {
      run('mount', '-o', 'remount,bind,ro', readOnly);
      assert.throws(() => writeFileSync(join(readOnly, 'probe'), ''), { code: 'EROFS' });
      const world = open(join(readOnly, 'archive.db'));
      await assertRefuses(world, enrolled.token, upload(enrolled, { message_id: 'M2' }));
      assert.deepEqual(await keptIn(world), [kept]);
      await world.enterprise.close();
    });
    if (missing !== undefined) return t.skip(missing);
  } finally {
    holder.close();
  }
  const later = open(file);
  assert.deepEqual(await keptIn(later), [kept]);
  assert.notEqual(await stored(later, 'M2'), kept);
  await later.enterprise.close();
});
