import assert from 'node:assert/strict';
import test from 'node:test';
import { p256Sign } from '../crypto/p256/ecdsa.ts';
import { type KeyPair, p256Generate } from '../crypto/p256/key.ts';
import { verifyChain } from '../crypto/x509/verify-chain.ts';
import { seededRandom } from '../kernel/random.ts';
import { possessionStatement } from '../protocol/identity-proof.ts';
import type { FakePhone } from './fake-phone.test-support.ts';
import { numbers, smallWorld } from './small-world.test-support.ts';

const dayMs = 86_400_000;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const keysOf = (name: string): KeyPair => p256Generate(seededRandom(name));

/** A small world with Ana online, provisioned for an identity key, and what she asks a certificate with. */
async function asking(keys = keysOf('ana')) {
  const world = smallWorld();
  await world.settle(world.ana.provision({ identityKey: keys.publicKey }));
  const { identityProof = new Uint8Array(0), trustAnchors = [] } = world.ana.document ?? {};
  const claim = { msisdn: numbers.ana, imei: world.ana.imei, identityKey: keys.publicKey };
  const request = {
    msisdn: numbers.ana,
    identity_pub: base64(keys.publicKey),
    acs_proof: base64(identityProof),
    csr_pop: base64(p256Sign(keys.privateKey, possessionStatement(claim))),
  };
  const ask = (body: object, phone: FakePhone = world.ana) => world.settle(phone.http('/mls/v1/certificate', body));
  return { world, keys, claim, request, ask, trustAnchors };
}

test('a provisioned device gets a certificate of its identity key that every carrier vouches for', async () => {
  const { world, keys, request, ask, trustAnchors } = await asking();
  const { status, body } = await ask(request);
  assert.equal(status, 200);
  const { leaf, chain } = body as { leaf: string; chain: string[] };
  const certificates = [leaf, ...chain].map((text) => Buffer.from(text, 'base64'));
  const verified = verifyChain(certificates, trustAnchors, world.clock.now(), 75 * dayMs);
  assert.ok(verified.ok);
  assert.deepEqual([verified.msisdn, verified.device], [numbers.ana, world.ana.imei]);
  assert.deepEqual(verified.publicKey, keys.publicKey);
  assert.deepEqual(
    world.entries('carrier.certified').map(({ msisdn, device, not_after_ms }) => [msisdn, device, not_after_ms]),
    [[numbers.ana, world.ana.imei, verified.notAfterMs]],
  );
  await world.settle(world.ben.provision({ identityKey: keysOf('ben').publicKey }));
  assert.deepEqual(world.ben.document?.trustAnchors, trustAnchors, 'phones of both carriers trust the same roots');
});

test('a key that the configuration server never saw, or that somebody else holds, is not certified', async () => {
  const { world, keys, claim, request, ask } = await asking();
  const other = keysOf('other');
  const possession = (by: KeyPair, of: object) =>
    base64(p256Sign(by.privateKey, possessionStatement({ ...claim, ...of })));
  const stolen = {
    identity_pub: base64(other.publicKey),
    csr_pop: possession(other, { identityKey: other.publicKey }),
  };
  for (const [change, error] of [
    [stolen, 'bad-proof'],
    [{ acs_proof: base64(Buffer.from('nonsense')) }, 'bad-proof'],
    [{ identity_pub: base64(new Uint8Array(65)) }, 'bad-proof'],
    [{ csr_pop: possession(other, {}) }, 'bad-possession'],
    [{ csr_pop: possession(keys, { imei: '490154203237518' }) }, 'bad-possession'],
    [{ msisdn: numbers.cy }, 'wrong-subscriber'],
  ] as const) {
    assert.deepEqual(await ask({ ...request, ...change }), { status: 403, body: { error } });
  }
  assert.deepEqual(await ask({}), { status: 400, body: { error: 'malformed' } });
  await world.settle(world.cy.provision({ identityKey: keysOf('cy').publicKey }));
  const asCy = await ask({ ...request, msisdn: numbers.cy }, world.cy);
  assert.deepEqual(asCy, { status: 403, body: { error: 'bad-proof' } });
  assert.equal(world.entries('carrier.certified').length, 0);
});

test('an attested key that is no point on the curve is not certified', async () => {
  const point = Uint8Array.of(4, ...new Uint8Array(64).fill(7));
  const { request, ask } = await asking({ ...keysOf('ana'), publicKey: point });
  assert.deepEqual(await ask(request), { status: 403, body: { error: 'bad-possession' } });
});

test('a carrier that does not encrypt certifies nobody, and one whose certificates are limited keeps to it', async () => {
  const { world, request, ask } = await asking();
  world.north.limitCertificates(20, numbers.ana);
  assert.equal((await ask(request)).status, 200);
  assert.deepEqual(
    world
      .entries('carrier.certified')
      .map(({ not_after_ms }) => Math.round((not_after_ms - world.clock.now()) / dayMs)),
    [20],
  );
  world.north.setE2ee(false);
  assert.deepEqual(await ask(request), { status: 403, body: { error: 'encryption-not-available' } });
});
