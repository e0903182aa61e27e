import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../kernel/random.ts';
import { testSeed } from '../../kernel/test-seed.ts';
import { p256Generate } from '../p256/key.ts';
import { seededCrypto } from '../seeded-provider.ts';
import { simulationLicence } from '../simulation-licence.ts';
import { readCertificate } from './certificate.ts';
import { type CertificateAuthority, certificateAuthority, type LeafRequest } from './certificate-authority.ts';
import { rcsOid, remainingFloorMs } from './profile.ts';
import { verifyChain } from './verify-chain.ts';

const seed = testSeed();
const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 22, 10);
const msisdn = '+447700900001';
const device = '490154203237518';

function authority(name: string): CertificateAuthority {
  const crypto = seededCrypto(seededRandom(seed).split(name), simulationLicence('virtual'));
  return certificateAuthority({ name, crypto, notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + 3650 * dayMs });
}
const north = authority('North');
const keys = p256Generate(seededRandom(seed).split('device'));
const request: LeafRequest = {
  msisdn,
  device,
  publicKey: keys.publicKey,
  notBeforeMs: nowMs,
  notAfterMs: nowMs + 76 * dayMs,
  proof: Uint8Array.of(1, 2, 3),
};
const chain = north.issue(request);
const [leaf = new Uint8Array(0), intermediate = new Uint8Array(0)] = chain;
const problemOf = (...args: Parameters<typeof verifyChain>): string => {
  const verified = verifyChain(...args);
  return verified.ok ? 'ok' : verified.problem;
};

test('the runtime reads and verifies what we issue', () => {
  const [a, b, root] = [leaf, intermediate, north.root].map((der) => new X509Certificate(der));
  assert.ok(a && b && root);
  assert.ok(a.verify(b.publicKey) && b.verify(root.publicKey) && root.verify(root.publicKey));
  assert.ok(a.checkIssued(b) && b.checkIssued(root));
  assert.equal(a.subjectAltName, `URI:tel:${msisdn}`);
  assert.equal(a.subject, `serialNumber=${device}`);
  assert.deepEqual(a.keyUsage, [rcsOid.mlsClient]);
  assert.deepEqual([a.ca, b.ca, root.ca], [false, true, true]);
  assert.equal(Date.parse(a.validTo), nowMs + 76 * dayMs);
  assert.equal(a.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.ok(leaf.length < 800, `a leaf has ${leaf.length} bytes`);
});

test('a certificate says who, which device, what for and until when', () => {
  const read = readCertificate(leaf);
  assert.ok(read);
  assert.deepEqual([read.msisdn, read.device], [msisdn, device]);
  assert.deepEqual(read.publicKey, keys.publicKey);
  assert.deepEqual(read.proof, request.proof);
  assert.deepEqual([read.extendedKeyUsages, read.policies], [[rcsOid.mlsClient], [rcsOid.policy]]);
  const verified = verifyChain(chain, [authority('South').root, north.root], nowMs, remainingFloorMs);
  assert.deepEqual(verified.ok && [verified.msisdn, verified.device, verified.notAfterMs], [
    msisdn,
    device,
    request.notAfterMs,
  ]);
});

test('the same seed issues the same bytes', () => {
  assert.deepEqual(authority('North').issue(request), chain);
  assert.notDeepEqual(north.issue(request)[0], leaf); // another serial number
});

test('a chain is refused for what is wrong with it', () => {
  const roots = [north.root];
  assert.equal(problemOf(chain, roots, nowMs - 1000), 'not-yet-valid');
  assert.equal(problemOf(chain, roots, nowMs + 76 * dayMs), 'ok');
  assert.equal(problemOf(chain, roots, nowMs + 76 * dayMs + 1), 'expired');
  assert.equal(problemOf(chain, roots, nowMs + 46 * dayMs, remainingFloorMs), 'ok');
  assert.equal(problemOf(chain, roots, nowMs + 46 * dayMs + 1, remainingFloorMs), 'too-little-left');
  assert.equal(problemOf(chain, [authority('South').root], nowMs), 'untrusted');
  assert.equal(problemOf(chain, [], nowMs), 'untrusted');
  assert.equal(problemOf([leaf, authority('South').intermediate], roots, nowMs), 'untrusted');
  assert.equal(problemOf([leaf], roots, nowMs), 'malformed');
  assert.equal(problemOf([], roots, nowMs), 'malformed');
  assert.equal(problemOf([leaf, intermediate, north.root], roots, nowMs), 'malformed');
  assert.equal(problemOf([intermediate, leaf], roots, nowMs), 'untrusted');
  assert.equal(problemOf([leaf, leaf], roots, nowMs), 'untrusted');
  assert.equal(problemOf([leaf, north.root], roots, nowMs), 'untrusted');
  assert.equal(problemOf([intermediate, north.root], roots, nowMs), 'profile');
  assert.equal(problemOf(north.issue({ ...request, notAfterMs: nowMs + 77 * dayMs }), roots, nowMs), 'profile');
  assert.equal(problemOf(north.issue({ ...request, msisdn: '447700900001' }), roots, nowMs), 'malformed');
  assert.equal(problemOf(north.issue({ ...request, device: '' }), roots, nowMs), 'profile');
});

test('every byte that is flipped, dropped or added anywhere in the chain makes it worthless', () => {
  for (const [at, der] of chain.entries()) {
    for (let index = 0; index < der.length; index++) {
      const tampered = Uint8Array.from(der);
      tampered[index] = (tampered[index] ?? 0) ^ (1 << (index % 8));
      const forged = chain.map((other, position) => (position === at ? tampered : other));
      assert.notEqual(problemOf(forged, [north.root], nowMs), 'ok', `byte ${index} of certificate ${at}`);
    }
    for (const longer of [Uint8Array.of(...der, 0), der.subarray(0, -1), Uint8Array.of(0, ...der)]) {
      const forged = chain.map((other, position) => (position === at ? longer : other));
      assert.equal(problemOf(forged, [north.root], nowMs), 'malformed');
    }
  }
});

test('any bytes at all end in a refusal, huge ones unread', () => {
  assert.equal(readCertificate(new Uint8Array(5_000_000).fill(0x30)), undefined);
  const nested = Uint8Array.from({ length: 4096 }, (_, index) => (index % 2 === 0 ? 0x30 : 0x80));
  assert.equal(readCertificate(nested), undefined);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      assert.equal(readCertificate(bytes), undefined);
      assert.equal(problemOf([bytes, intermediate], [north.root], nowMs), 'malformed');
    }),
    { seed, numRuns: 300 },
  );
});
