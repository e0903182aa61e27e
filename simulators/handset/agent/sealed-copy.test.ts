import assert from 'node:assert/strict';
import { test } from 'node:test';
import { p256Generate } from '../../crypto/p256/key.ts';
import { seededRandom } from '../../kernel/random.ts';
import { type CopyBinding, padToBucket, sealCopy } from './sealed-copy.ts';

test('bodies are padded to a power of two from 64, beyond 4096 to a multiple of it', () => {
  const cases = [
    [0, 64],
    [63, 64],
    [64, 128],
    [127, 128],
    [4095, 4096],
    [4096, 8192],
    [8191, 8192],
    [8192, 12_288],
  ] as const;
  for (const [length, bucket] of cases) {
    const padded = padToBucket(new Uint8Array(length).fill(0xff));
    assert.equal(padded.length, bucket, `${length} bytes`);
    assert.equal(padded[length], 0x80);
    assert.ok(padded.subarray(length + 1).every((byte) => byte === 0));
  }
});

test('sealing is repeatable for one copy, and draws another ephemeral key for any other', () => {
  const random = seededRandom('agent');
  const key = { to: 'escrow' as const, kid: 'escrow-1', ...p256Generate(random.split('escrow')) };
  const binding: CopyBinding = {
    tenant: 'tenant-1',
    custodian: '+447700900001',
    message_id: 'M1',
    logical_message_id: 'M1',
    version: 1,
    direction: 'out',
    peer: '+447700900002',
    device_timestamp: '2026-11-22T12:00:00.000Z',
    content_hash: 'hmac-sha256:content-1:00',
  };
  const body = Buffer.from('hello');
  const copy = sealCopy(key, binding, body, random);
  assert.deepEqual(sealCopy(key, binding, body, random), copy);
  const others = [{ version: 2 }, { message_id: 'M2' }, { content_hash: 'other' }, { peer: '+447700900003' }];
  const keys = others.map((change) => sealCopy(key, { ...binding, ...change }, body, random).enc);
  assert.equal(new Set([copy.enc, ...keys]).size, others.length + 1);
});
