import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { testDevice } from '../fixture-device.ts';
import { fedStream } from '../fuzz/fed-stream.ts';
import { syncService } from './sync.ts';
import { SyncFrameError, syncAnswer, syncFrameDecoder } from './sync-frame.ts';

const path = (id: string, text: string) => syncAnswer(id, Buffer.byteLength(text), Buffer.from(text));

async function talk(
  device: ReturnType<typeof testDevice>['device'],
  ...frames: readonly Uint8Array[]
): Promise<Buffer> {
  const fed = fedStream();
  syncService(device)(fed.stream);
  for (const frame of frames) fed.feed(frame);
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  const answer = fed.written();
  await fed.finish();
  return answer;
}

describe('the sync service', () => {
  it('takes a file in pieces and gives it back whole', async () => {
    const { device } = testDevice();
    const bytes = Buffer.alloc(150_000, 'greenroom');
    const data = [bytes.subarray(0, 65_536), bytes.subarray(65_536, 131_072), bytes.subarray(131_072)];
    const pushed = await talk(
      device,
      path('SEND', '/sdcard/f.bin,33188'),
      ...data.map((part) => syncAnswer('DATA', part.length, part)),
      syncAnswer('DONE', 1_700_000_000),
    );
    assert.deepEqual(pushed, syncAnswer('OKAY', 0));
    const entry = device.files.find('/storage/emulated/0/f.bin');
    assert.deepEqual([entry?.kind, entry?.modifiedMs, entry?.mode], ['file', 1_700_000_000_000, 0o644]);
    const pulled = await talk(device, path('RECV', '/sdcard/f.bin'));
    let at = 0;
    const parts: Buffer[] = [];
    while (pulled.toString('latin1', at, at + 4) === 'DATA') {
      const length = pulled.readUInt32LE(at + 4);
      parts.push(pulled.subarray(at + 8, at + 8 + length));
      at += 8 + length;
    }
    assert.ok(Buffer.concat(parts).equals(bytes));
    assert.deepEqual(pulled.subarray(at), syncAnswer('DONE', 0));
  });

  it('says what is missing', async () => {
    const { device } = testDevice();
    const stat = await talk(device, path('STA2', '/none'));
    assert.deepEqual([stat.length, stat.readUInt32LE(4), stat.readUInt32LE(24)], [72, 2, 0]);
    assert.match(String(await talk(device, path('RECV', '/none'))), /^FAIL.*No such file/s);
  });

  it('stats and lists', async () => {
    const { device } = testDevice();
    const stat = await talk(device, path('LST2', '/sdcard'));
    assert.equal(stat.readUInt32LE(24) & 0o170000, 0o040000);
    const list = String(await talk(device, path('LIST', '/sdcard')));
    assert.match(list, /Android.*DCIM.*Download.*Pictures.*DONE/s);
  });

  it('takes no more than the device has room for, and says so', async () => {
    const { device } = testDevice();
    device.files.write('/sdcard/rest', new Uint8Array(device.files.free() - 100), 0o660, 0);
    const part = Buffer.alloc(101);
    const answer = await talk(
      device,
      path('SEND', '/sdcard/big,33188'),
      syncAnswer('DATA', part.length, part),
      syncAnswer('DATA', 1, Buffer.alloc(1)),
      syncAnswer('DONE', 0),
    );
    assert.match(String(answer), /^FAIL.*No space left on device/s);
    assert.equal(device.files.find('/sdcard/big'), undefined);
  });

  it('ends at frames that make no sense', async () => {
    const { device, warnings } = testDevice();
    assert.match(String(await talk(device, Buffer.from('nonsense'))), /^FAIL/);
    assert.match(String(await talk(device, path('DATA', 'x'))), /^FAIL.*outside an upload/s);
    assert.equal(warnings.length, 2);
    assert.throws(() => syncFrameDecoder()(syncAnswer('SEND', 5000)), SyncFrameError);
    assert.throws(() => syncFrameDecoder()(syncAnswer('DATA', 65_537)), SyncFrameError);
  });
});
