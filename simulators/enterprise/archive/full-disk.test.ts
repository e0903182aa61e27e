import assert from 'node:assert/strict';
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { ana, enterpriseWorld, upload } from '../fixture.ts';
import { program } from './fixture-writer.ts';
import { mounted, run } from './mounted.test-support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenroom-full-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const url = 'http://enterprise.test/records';
const refusal = '503 urn:greenroom:problem:unavailable';

/** Runs a writer to the end of its disk, makes room, lets it go on and kills it. Returns what it had acknowledged. */
async function acknowledgedAround(
  writer: ChildProcessByStdio<null, Readable, null>,
  makeRoom: () => void,
): Promise<string[]> {
  const before: string[] = [];
  const after: string[] = [];
  let refused = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    const id = /^201 (rec_\w+)$/.exec(line)?.[1];
    assert.ok(id !== undefined || line === refusal, line);
    if (id === undefined) {
      refused++;
      if (refused === 20) makeRoom();
    } else if (refused < 20) before.push(id);
    else after.push(id);
    if (after.length >= 20) writer.kill('SIGKILL');
  }
  assert.ok(before.length > 0 && refused >= 20 && after.length >= 20, `${before.length} ${refused} ${after.length}`);
  return [...before, ...after];
}

/** The records in a file are those acknowledged, and at most the one that was being written when the process died. */
async function assertKept(file: string, acknowledged: readonly string[]): Promise<void> {
  const world = enterpriseWorld('writer', { database: file });
  const { json } = await world.ask('GET', `${url}?limit=1000`, world.enterprise.tenant.auditorToken);
  const kept = json.records.map(({ record_id }: { record_id: string }) => record_id);
  assert.deepEqual(kept.slice(0, acknowledged.length), acknowledged);
  assert.ok(kept.length <= acknowledged.length + 1, `${kept.length} records, ${acknowledged.length} acknowledged`);
  await world.enterprise.close();
}

test('past a limit on the size of its files the archive refuses, loses nothing, and goes on once there is room', async () => {
  const file = join(folder, 'archive.db');
  const command = ['--fsize=400000:', process.execPath, '--no-warnings', program, file];
  const writer = spawn('prlimit', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const makeRoom = (): void => void execFileSync('prlimit', ['--pid', String(writer.pid), '--fsize=unlimited:']);
  await assertKept(file, await acknowledgedAround(writer, makeRoom));
});

test('on a disk that fills up the archive refuses, loses nothing, and goes on once there is room', async (t) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const missing = await mounted(disk, ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs'], async () => {
    const file = join(disk, 'archive.db');
    const writer = spawn(process.execPath, ['--no-warnings', program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await assertKept(file, await acknowledgedAround(writer, () => run('mount', '-o', 'remount,size=64m', disk)));
  });
  if (missing !== undefined) t.skip(missing);
});

test('over files that it may only read the archive gives what it has and refuses to write', async () => {
  const file = join(folder, 'archive.db');
  const first = enterpriseWorld('writer', { database: file });
  const { auditorToken } = first.enterprise.tenant;
  const enrolled = await first.enrol(ana);
  const { record_id } = (await first.ask('POST', url, enrolled.token, upload(enrolled))).json;
  const holder = new SqliteDatabase(file); // keeps the write-ahead log in place, as a process that was killed would
  holder.prepare('SELECT count(*) FROM records').get();
  await first.enterprise.close();
  const mode = (files: number, directory: number): void => {
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), files);
    chmodSync(folder, directory);
  };
  mode(0o444, 0o555);
  const isRoot = process.geteuid?.() === 0; // whom no mode stops
  if (isRoot) process.seteuid?.('nobody');
  try {
    const world = enterpriseWorld('writer', { database: file });
    const answer = await world.ask('POST', url, enrolled.token, upload(enrolled, { message_id: 'M2' }));
    assert.deepEqual([answer.status, answer.json.type], [503, 'urn:greenroom:problem:unavailable']);
    const { json } = await world.ask('GET', url, auditorToken);
    assert.deepEqual(
      json.records.map((record: { record_id: string }) => record.record_id),
      [record_id],
    );
    await world.enterprise.close();
  } finally {
    if (isRoot) process.seteuid?.(0);
    mode(0o644, 0o755);
    holder.close();
  }
  await assertKept(file, [record_id]);
});
