import assert from 'node:assert/strict';
import { test } from 'node:test';
import { p256Verify } from '../../crypto/p256/ecdsa.ts';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { certificateAuthority } from '../../crypto/x509/certificate-authority.ts';
import { seededRandom } from '../../kernel/random.ts';
import { ana, ben, eve, good, groupId, nowMs, seed, type TestPhone, testPhone, text } from '../fixture.ts';
import { parseKeyPackage } from '../wire/key-package.ts';

const dayMs = 86_400_000;
const imei: Readonly<Record<string, string>> = {
  [ana]: '490154203237518',
  [ben]: '356938035643809',
  [eve]: '352099001761481',
};
const licence = simulationLicence('virtual');
const authority = (name: string) =>
  certificateAuthority({
    name,
    crypto: seededCrypto(seededRandom(seed).split(name), licence),
    notBeforeMs: nowMs - dayMs,
    notAfterMs: nowMs + 3650 * dayMs,
  });
const north = authority('North');
const elsewhere = authority('Elsewhere');

function chainFor({ client, clock }: TestPhone, days = 76, by = north, msisdn = client.msisdn) {
  const device = imei[msisdn] ?? '';
  const validity = { notBeforeMs: clock.ms, notAfterMs: clock.ms + days * dayMs };
  return by.issue({ msisdn, device, publicKey: client.identityKey, ...validity, proof: new Uint8Array(1) });
}

/** A phone with a certificate of so many days. */
function certified(msisdn: string, days = 76, by = north): TestPhone {
  const phone = testPhone(msisdn, 0, seed, imei[msisdn]);
  phone.client.certify(chainFor(phone, days, by), [by.root]);
  return phone;
}

/** `a` creates a group with `b`. */
async function together(a: TestPhone, b: TestPhone): Promise<void> {
  const { keyPackages } = await b.client.keyPackages(1);
  const pending = await a.client.create(groupId, keyPackages);
  a.client.commitAccepted(groupId);
  good(await b.client.welcome(pending.welcome ?? new Uint8Array(0)));
}

test('a device without a certificate makes no KeyPackages and no groups', async () => {
  const phone = testPhone(ana, 0, seed, imei[ana]);
  await assert.rejects(phone.client.keyPackages(1), { name: 'MlsClientError' });
  const { keyPackages } = await certified(ben).client.keyPackages(1);
  await assert.rejects(phone.client.create(groupId, keyPackages), { name: 'MlsClientError' });
  assert.equal(phone.client.certificate(), undefined);
});

test('it proves that the identity key is its own', () => {
  const { client } = testPhone(ana, 0, seed, imei[ana]);
  assert.ok(p256Verify(client.identityKey, text('statement'), client.prove(text('statement'))));
});

test('a certificate of another number, key, device or authority, or one that ended, is not taken', () => {
  const phone = testPhone(ana, 0, seed, imei[ana]);
  const other = testPhone(ben, 0, seed, imei[ben]);
  for (const [chain, roots] of [
    [chainFor(phone, 76, north, ben), [north.root]],
    [chainFor(other, 76, north, ana), [north.root]],
    [chainFor(phone), [elsewhere.root]],
    [chainFor(phone, -1), [north.root]],
    [[], [north.root]],
  ] as const) {
    assert.throws(() => phone.client.certify(chain, roots), { name: 'MlsClientError' });
    assert.equal(phone.client.certificate(), undefined);
  }
});

test('two devices with certificates talk, and know each other by them', async () => {
  const [a, b] = [certified(ana), certified(ben)];
  await together(a, b);
  const sent = await a.client.protect(groupId, 'Mx1', 'text/plain', text('hello'));
  const opened = good(await b.client.unprotect(groupId, 'Mx1', sent.ciphertext));
  assert.equal(opened.sender, ana);
  assert.deepEqual(b.client.group(groupId)?.devices, [
    { msisdn: ana, device: imei[ana] },
    { msisdn: ben, device: imei[ben] },
  ]);
  const [keyPackage = new Uint8Array(0)] = (await b.client.keyPackages(1)).keyPackages;
  const view = good(parseKeyPackage(keyPackage)).value;
  assert.deepEqual([view.msisdn, view.device], [ben, imei[ben]]);
});

test('a KeyPackage of a foreign authority, or without a certificate, is not added', async () => {
  const a = certified(ana);
  for (const stranger of [certified(ben, 76, elsewhere), testPhone(ben)]) {
    const { keyPackages } = await stranger.client.keyPackages(1);
    await assert.rejects(a.client.create(groupId, keyPackages), { name: 'MlsClientError' });
    assert.equal(a.client.group(groupId), undefined);
  }
});

test('a Welcome into a group with a foreign member is an invalid credential', async () => {
  const [a, b] = [certified(ana, 76, elsewhere), certified(ben)];
  a.client.certify(chainFor(a, 76, elsewhere), [elsewhere.root, north.root]);
  const { keyPackages } = await b.client.keyPackages(1);
  const { welcome = new Uint8Array(0) } = await a.client.create(groupId, keyPackages);
  const joined = await b.client.welcome(welcome);
  assert.ok(!joined.ok);
  assert.equal(joined.reason, 'invalid-credential');
});

test('no commit is made while somebody on the roster has less than 30 days left', async () => {
  const [a, b] = [certified(ana), certified(ben, 29)];
  const { keyPackages } = await b.client.keyPackages(1);
  await assert.rejects(a.client.create(groupId, keyPackages), /no commit would be accepted.*too-little-left/);
  const c = certified(ben, 40);
  await together(a, c);
  a.clock.ms += 9 * dayMs;
  a.client.commitAccepted(groupId);
  await a.client.selfUpdate(groupId);
  a.client.commitRefused(groupId);
  a.clock.ms += 2 * dayMs;
  await assert.rejects(a.client.selfUpdate(groupId), /too-little-left/);
  assert.equal(a.client.group(groupId)?.pendingCommit, false);
});

test('nor does anybody come back from outside with less', async () => {
  const [a, b] = [certified(ana), certified(ben)];
  await together(a, b);
  const { groupInfo = new Uint8Array(0) } = await a.client.selfUpdate(groupId);
  a.client.commitAccepted(groupId);
  const again = testPhone(ben, 1, seed, imei[ben]);
  again.client.certify(chainFor(again, 29), [north.root]);
  await assert.rejects(again.client.rejoin(groupId, groupInfo, undefined), /too-little-left/);
  assert.equal(again.client.group(groupId), undefined);
  again.client.certify(chainFor(again, 31), [north.root]);
  const back = await again.client.rejoin(groupId, groupInfo, undefined);
  assert.ok(back.commit.length > 0);
});

test('a renewed certificate reaches the group by a self-update, and members follow it', async () => {
  const [a, b] = [certified(ana), certified(ben, 40)];
  await together(a, b);
  for (const phone of [a, b]) phone.clock.ms += 5 * dayMs;
  assert.deepEqual(b.client.outdated(), []);
  const before = b.client.identity;
  b.client.certify(chainFor(b), [north.root]);
  assert.deepEqual(b.client.outdated(), [groupId]);
  const renewal = await b.client.selfUpdate(groupId);
  b.client.commitAccepted(groupId);
  assert.deepEqual(b.client.outdated(), []);
  assert.equal(b.client.identity, before);
  good(await a.client.commit(groupId, renewal.commit));
  for (const phone of [a, b]) phone.clock.ms += 20 * dayMs; // the certificate before would be inside the floor now
  await a.client.selfUpdate(groupId);
  assert.equal(a.client.group(groupId)?.epochAuthenticator, b.client.group(groupId)?.epochAuthenticator);
});

test('a commit that brings an expired certificate is an invalid credential; a member whose own ended stays readable', async () => {
  const [a, b] = [certified(ana), certified(ben, 40)];
  await together(a, b);
  const late = await b.client.selfUpdate(groupId);
  b.client.commitAccepted(groupId);
  a.clock.ms += 41 * dayMs;
  const applied = await a.client.commit(groupId, late.commit);
  assert.ok(applied.ok, 'its leaf was there before, with the same certificate');
  const sent = await b.client.protect(groupId, 'Mx1', 'text/plain', text('late'));
  good(await a.client.unprotect(groupId, 'Mx1', sent.ciphertext));
  a.clock.ms += 6 * dayMs;
  b.client.certify(chainFor(b, 45), [north.root]);
  const renewal = await b.client.selfUpdate(groupId);
  const refused = await a.client.commit(groupId, renewal.commit);
  assert.ok(!refused.ok);
  assert.equal(refused.reason, 'invalid-credential');
});
