import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { deflate, gzipSync, zstdCompressSync } from 'node:zlib';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import { watchNative } from './native-watch.ts';
import { playPlan } from './play-plan.ts';
import { standardPlan } from './standard-plan.ts';

test('a world on the virtual clock runs on microtasks: no thread, socket or timer of the machine', async () => {
  const watch = watchNative();
  const { entries } = await playPlan(standardPlan, { blobs: memoryBlobs() });
  const found = await watch.stop();
  assert.deepEqual(Object.fromEntries(found), {});
  assert.ok(entries.length > 200, 'the world did something');
});

test('the watch sees what would not be deterministic, and leaves synchronous crypto and compression alone', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const native: Record<string, () => unknown> = {
    RANDOMBYTESREQUEST: () => randomBytes(8, () => {}),
    SIGNREQUEST: () => sign(null, Buffer.from('x'), privateKey, () => {}),
    ZLIB: () => deflate('x', () => {}),
    Timeout: () => setTimeout(() => {}, 1),
    FSREQPROMISE: () => readFile(import.meta.filename),
    DIGESTREQUEST: () => crypto.subtle.digest('SHA-256', new Uint8Array(8)),
  };
  for (const [type, make] of Object.entries(native)) {
    const watch = watchNative();
    make();
    const found = await watch.stop();
    assert.ok(found.size > 0, `${type} was not seen`);
  }
  const watch = watchNative();
  sign(null, Buffer.from('x'), privateKey);
  randomBytes(8);
  gzipSync('x');
  zstdCompressSync('x');
  assert.deepEqual(Object.fromEntries(await watch.stop()), {});
});

test('the same plan gives the same journal, byte for byte; another seed gives another', async () => {
  const lines = async (seed: number): Promise<string[]> => {
    const journal: string[] = [];
    await playPlan({ ...standardPlan, seed }, { blobs: memoryBlobs(), sink: (line) => journal.push(line) });
    return journal;
  };
  const first = await lines(1);
  assert.deepEqual(await lines(1), first);
  assert.notDeepEqual(await lines(2), first);
});
