import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { createMlsEngine } from './engine.ts';
import { stateOf } from './group.ts';
import { own } from './own-bytes.ts';
import type { Group } from './port.ts';

const engineOf = (name: string) => createMlsEngine(seededCrypto(seededRandom(name), simulationLicence('virtual')));
const lifetime = { notBefore: 0n, notAfter: 2n ** 40n };

/** Bytes of every buffer that a group's secrets and context hold, each counted once. The tree is not in it. */
function heldBytes(group: Group): number {
  const buffers = new Set<ArrayBufferLike>();
  function visit(value: unknown): void {
    if (value instanceof Uint8Array) buffers.add(value.buffer);
    else if (value instanceof Map) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  }
  const { ratchetTree: _tree, ...state } = stateOf(group);
  visit({ ...group, members: [], messages: { ...group.messages, leaves: [] }, internal: state });
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

test('a view becomes bytes by themselves, and what stands by itself stays', () => {
  const whole = Uint8Array.of(1, 2, 3);
  assert.equal(own(whole), whole);
  const part = own(whole.subarray(1));
  assert.deepEqual([...part], [2, 3]);
  assert.equal(part.buffer.byteLength, 2);
});

test('neither a Welcome nor serialized bytes stay in memory with the group that they led to', async () => {
  const ana = engineOf('ana');
  const anas = ana.createIdentity('tel:+447700900001');
  const founded = await ana.createGroup(Uint8Array.of(1), anas, { era: 1, lifetime });
  const bundles = [];
  for (let n = 10; n < 40; n++) {
    const identity = ana.createIdentity(`tel:+4477009000${n}`);
    bundles.push(await ana.createKeyPackage(identity, { lifetime, lastResort: false }));
  }
  const { welcome = new Uint8Array(0) } = await ana.commit(
    founded,
    { add: bundles.map(({ message }) => message) },
    1000,
  );
  const joined = await engineOf('ben').join(welcome, bundles.slice(3, 4));
  assert.ok(joined.ok && welcome.length > 8000);
  assert.ok(heldBytes(joined.group) < 2500, `${heldBytes(joined.group)} bytes are held`);
  const again = ana.deserialize(ana.serialize(joined.group));
  assert.ok(heldBytes(again) < 4500 + heldBytes(joined.group), `${heldBytes(again)} bytes are held`);
  assert.deepEqual(ana.serialize(again), ana.serialize(joined.group));
});
