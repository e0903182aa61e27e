import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../../kernel/test-seed.ts';
import { encodeShellPacket, ShellPacketError, shellPacketDecoder } from './shell-packet.ts';

const seed = testSeed();

describe(`shell_v2 packets (seed ${seed})`, () => {
  it('come out as they went in, wherever the stream is cut', () => {
    const packet = fc.record({ id: fc.nat(255), data: fc.uint8Array({ maxLength: 100 }) });
    fc.assert(
      fc.property(fc.array(packet), fc.integer({ min: 1, max: 50 }), (sent, step) => {
        const bytes = Buffer.concat(sent.map(({ id, data }) => encodeShellPacket(id, data)));
        const decode = shellPacketDecoder();
        const received = [];
        for (let at = 0; at < bytes.length; at += step) received.push(...decode(bytes.subarray(at, at + step)));
        assert.deepEqual(
          received.map(({ id, data }) => ({ id, data: [...data] })),
          sent.map(({ id, data }) => ({ id, data: [...data] })),
        );
      }),
      { seed },
    );
  });

  it('are refused when they claim to be enormous', () => {
    assert.throws(() => shellPacketDecoder()(Buffer.from([0, 255, 255, 255, 255])), ShellPacketError);
  });
});
