import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { p256Generate, p256PublicKeyObject } from './key.ts';
import { isP256Point } from './point.ts';

/** What the runtime says of a key. */
function isReadable(bytes: Uint8Array): boolean {
  try {
    return p256PublicKeyObject(bytes).type === 'public';
  } catch {
    return false;
  }
}

test('a point is one where the runtime reads it as a key, and nowhere else', () => {
  const random = seededRandom('points');
  for (let n = 0; n < 50; n++) {
    const { publicKey } = p256Generate(random);
    assert.ok(isP256Point(publicKey) && isReadable(publicKey));
    const bent = Uint8Array.from(publicKey);
    bent[1 + random.below(64)] = random.below(256);
    assert.equal(isP256Point(bent), isReadable(bent), Buffer.from(bent).toString('hex'));
  }
});

test('what is shorter, compressed, at infinity or beyond the field is none', () => {
  const { publicKey } = p256Generate(seededRandom('point'));
  const p = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex');
  /** x = 0 has a point; x = p is the same one written otherwise. */
  const y = Buffer.from('66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4', 'hex');
  const zero = Buffer.alloc(32);
  assert.ok(isP256Point(Buffer.concat([Buffer.of(4), zero, y])));
  for (const bytes of [
    Buffer.concat([Buffer.of(4), p, y]),
    Buffer.concat([Buffer.of(4), zero, zero]),
    Buffer.of(0),
    publicKey.subarray(0, 64),
    Buffer.concat([Buffer.of(2), publicKey.subarray(1, 33)]),
    Buffer.concat([Buffer.of(3), publicKey.subarray(1)]),
  ]) {
    assert.equal(isP256Point(bytes), false, bytes.toString('hex'));
    assert.equal(isReadable(bytes), false, bytes.toString('hex'));
  }
});
