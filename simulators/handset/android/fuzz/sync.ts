import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../kernel/random.ts';
import { syncService } from '../services/sync.ts';
import { syncAnswer } from '../services/sync-frame.ts';
import { fedStream } from './fed-stream.ts';
import { fuzzer } from './fuzzer.ts';
import { awkwardNumber, awkwardText, chunks, mutated, pick } from './mutate.ts';

const ids = [
  'STAT',
  'STA2',
  'LST2',
  'LIST',
  'LIS2',
  'SEND',
  'RECV',
  'DATA',
  'DONE',
  'QUIT',
  'OKAY',
  '\0\0\0\0',
] as const;
const paths = [
  '/sdcard/a',
  '/sdcard/a,33206',
  '/sdcard',
  '/',
  '/proc/net/unix',
  '/sdcard/../../data',
  '/sdcard/a/b,0',
] as const;

function frame(random: Random): Uint8Array {
  const id = pick(random, [...ids]);
  if (id === 'DONE' || id === 'QUIT') return syncAnswer(id, awkwardNumber(random));
  if (id === 'DATA') {
    const data = random.bytes(random.below(300));
    return syncAnswer(id, data.length, data);
  }
  const path = Buffer.from(random.chance(0.7) ? pick(random, [...paths]) : awkwardText(random));
  return syncAnswer(id, random.chance(0.9) ? path.length : awkwardNumber(random), path);
}

/** Requests of the sync service in any order, damaged and cut anywhere. */
export const syncFuzzer = fuzzer('sync frames', async (random, device) => {
  const fed = fedStream();
  syncService(device)(fed.stream);
  const free = device.files.free();
  for (let frames = random.below(14); frames > 0; frames--) {
    const sent = random.chance(0.7) ? frame(random) : mutated(random, frame(random));
    for (const piece of chunks(random, sent)) fed.feed(piece);
    if (random.chance(0.3)) await nextTurn();
  }
  await fed.finish();
  if (free - device.files.free() > 64 * 1024) throw new Error('a few small frames filled the file system');
});
