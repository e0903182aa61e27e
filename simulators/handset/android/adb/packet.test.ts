import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../../kernel/test-seed.ts';
import { type AdbPacket, AdbProtocolError, adb, encodePacket, maxPayloadBytes, packetDecoder } from './packet.ts';

const seed = testSeed();

function decodeAll(bytes: Uint8Array, pieces: readonly number[] = []): AdbPacket[] {
  const packets: AdbPacket[] = [];
  const decode = packetDecoder((packet) => packets.push(packet));
  let at = 0;
  for (const length of pieces) {
    decode(bytes.subarray(at, at + length));
    at += length;
  }
  decode(bytes.subarray(at));
  return packets;
}

describe(`ADB packets (seed ${seed})`, () => {
  it('come out as they went in, wherever the network cuts them', () => {
    const packet = fc.record({
      command: fc.constantFrom(...Object.values(adb)),
      arg0: fc.nat(),
      arg1: fc.nat(),
      payload: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), fc.array(fc.nat(80), { maxLength: 20 }), (sent, pieces) => {
        const bytes = Buffer.concat(sent.map((p) => encodePacket(p.command, p.arg0, p.arg1, p.payload)));
        const received = decodeAll(bytes, pieces).map((p) => ({ ...p, payload: new Uint8Array(p.payload) }));
        assert.deepEqual(
          received,
          sent.map((p) => ({ ...p, payload: new Uint8Array(p.payload) })),
        );
      }),
      { seed },
    );
  });

  it('have a checksum in the handshake only', () => {
    assert.equal(encodePacket(adb.CNXN, 0, 0, Buffer.from([200, 100])).readUInt32LE(16), 300);
    assert.equal(encodePacket(adb.WRTE, 1, 2, Buffer.from([200, 100])).readUInt32LE(16), 0);
  });

  it('are refused with a wrong checksum in CNXN', () => {
    const bytes = encodePacket(adb.CNXN, 0, 1, Buffer.from('host::'));
    bytes[24] = 0;
    assert.throws(() => decodeAll(bytes), AdbProtocolError);
  });

  it('are refused when command and magic disagree', () => {
    const bytes = encodePacket(adb.OKAY, 1, 2);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    assert.throws(() => decodeAll(bytes), /magic/);
  });

  it('are refused at the header already when the payload is too long', () => {
    const bytes = encodePacket(adb.WRTE, 1, 2);
    bytes.writeUInt32LE(maxPayloadBytes + 1, 12);
    assert.throws(() => decodeAll(bytes.subarray(0, 24)), /over the agreed/);
  });
});
