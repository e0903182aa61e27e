import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../kernel/random.ts';
import { serveAdb } from '../adb/connection.ts';
import { adbEndpoint } from '../adb/endpoint.ts';
import { adb, adbVersion, encodePacket, maxPayloadBytes } from '../adb/packet.ts';
import { fedStream } from './fed-stream.ts';
import { fuzzer } from './fuzzer.ts';
import { awkwardNumber, awkwardText, chunks, mutated, pick } from './mutate.ts';

const services = [
  'shell,v2,TERM=xterm,raw:cat',
  'shell,v2,TERM=xterm,raw:getprop',
  'shell:logcat',
  'exec:cmd package install -S 100',
  'sync:',
  'tcp:6790',
  'tcp:1',
  'reverse:forward:x',
  'nonsense:',
] as const;

function packet(random: Random): Uint8Array {
  const id = random.below(5);
  const payload = random.bytes(random.below(200));
  switch (random.below(8)) {
    case 0:
      return encodePacket(adb.OPEN, id, 0, Buffer.from(`${pick(random, [...services])}\0`));
    case 1:
      return encodePacket(adb.OPEN, awkwardNumber(random), 0, Buffer.from(awkwardText(random)));
    case 2:
      return encodePacket(adb.OKAY, id, random.below(5));
    case 3:
      return encodePacket(adb.CLSE, id, random.below(5));
    case 4:
      return encodePacket(adb.AUTH, random.below(4), 0, payload);
    case 5:
      return encodePacket(adb.CNXN, adbVersion, awkwardNumber(random), payload);
    case 6:
      return encodePacket(random.uint32(), awkwardNumber(random), awkwardNumber(random), payload);
    default:
      return encodePacket(adb.WRTE, id, random.below(5), payload);
  }
}

/** More than any input here can rightly be answered with. */
const mostBytes = 64 * maxPayloadBytes;

/** Packets in and out of order, damaged and cut anywhere. */
export const adbFuzzer = fuzzer('adb packets', async (random, device) => {
  const authorized = random.chance(0.8);
  const fed = fedStream();
  serveAdb(
    fed.stream,
    adbEndpoint(device, () => authorized),
  );
  if (random.chance(0.9)) fed.feed(encodePacket(adb.CNXN, adbVersion, maxPayloadBytes, Buffer.from('host::')));
  for (let packets = random.below(12); packets > 0; packets--) {
    const sent = random.chance(0.6) ? packet(random) : mutated(random, packet(random));
    for (const piece of chunks(random, sent)) fed.feed(piece);
    if (random.chance(0.3)) await nextTurn();
  }
  await fed.finish();
  if (fed.writtenBytes() > mostBytes) throw new Error(`answered ${fed.writtenBytes()} bytes to a few packets`);
});
