import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../kernel/random.ts';
import { PlistError } from '../plist/value.ts';
import { writeArguments } from '../tunnel/dtx/auxiliary.ts';
import { DtxError } from '../tunnel/dtx/error.ts';
import { dtxReader, writeDtx } from '../tunnel/dtx/frame.ts';
import { type Archivable, archive } from '../tunnel/dtx/keyed-archive.ts';
import { type ProcessControl, processControlService } from '../tunnel/dtx/process-control.ts';
import { serviceHub } from '../tunnel/dtx/service-hub.ts';
import { type Fuzzer, fuzzer, mutated, pick, pieces, refusing } from './mutate.ts';
import { value } from './plists.ts';

const calls: readonly [[string, Archivable[]], ...[string, Archivable[]][]] = [
  ['_notifyOfPublishedCapabilities:', [{ 'com.apple.private.DTXConnection': 1 }]],
  ['_requestChannelWithCode:identifier:', [1, processControlService]],
  ['_channelCanceled:', [1]],
  ['processIdentifierForBundleIdentifier:', ['com.apple.MobileSMS']],
  ['killPid:', [401]],
  ['sendSignal:toPid:', [9, 401]],
  [
    'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:',
    ['', 'com.apple.MobileSMS', { USE_PORT: '8100' }, [], { KillExisting: true }],
  ],
];

const control: ProcessControl = { pid: () => 401, launch: async () => 402, kill: async () => true };

function call(random: Random): Buffer {
  const [selector, values] = pick(random, calls);
  const frame = writeDtx({
    identifier: random.below(1000),
    conversation: random.chance(0.9) ? 0 : 1,
    channel: pick(random, [0, 1]),
    expectsReply: random.chance(0.5),
    arguments: writeArguments(random.chance(0.8) ? values : [value(random)]),
    object: archive(selector),
  });
  return random.chance(0.2) ? fragmented(random, frame) : frame;
}

/** The same message in fragments, the first of which is a header alone. */
function fragmented(random: Random, frame: Buffer): Buffer {
  const [head, body] = [frame.subarray(0, 32), frame.subarray(32)];
  const count = 2 + random.below(3);
  const size = Math.ceil(body.length / (count - 1));
  const fragment = (n: number, part: Buffer): Buffer => {
    const own = Buffer.from(head);
    own.writeUInt16LE(n, 8);
    own.writeUInt16LE(count, 10);
    own.writeUInt32LE(n === 0 ? body.length : part.length, 12);
    return Buffer.concat([own, part]);
  };
  const parts = Array.from({ length: count - 1 }, (_, n) => fragment(n + 1, body.subarray(n * size, (n + 1) * size)));
  return Buffer.concat([fragment(0, Buffer.alloc(0)), ...parts]);
}

export const dtxFuzzers: readonly Fuzzer[] = [
  fuzzer('dtx', async (random) => {
    let answers = 0;
    const check = dtxReader((message) => {
      if (message.conversation > 0) answers++;
    });
    const receive = serviceHub(control, check); // what it sends must be readable
    const frames = Array.from({ length: 1 + random.below(5) }, () =>
      random.chance(0.4) ? call(random) : mutated(random, call(random)),
    );
    refusing(
      () => {
        for (const piece of pieces(random, Buffer.concat(frames))) receive(piece);
      },
      DtxError,
      PlistError,
    );
    await nextTurn();
    if (answers > frames.length * 4) throw new Error(`${answers} answers to ${frames.length} messages`);
  }),
];
