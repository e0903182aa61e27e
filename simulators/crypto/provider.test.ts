import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../kernel/random.ts';
import { osCrypto } from './os-provider.ts';
import { p256Verify } from './p256/ecdsa.ts';
import { p256Generate } from './p256/key.ts';
import { seededCrypto } from './seeded-provider.ts';
import { NotSimulatedError, type SimulationLicence, simulationLicence } from './simulation-licence.ts';

test('a licence is given to simulated worlds only', () => {
  for (const environment of ['virtual', 'simulated-phones']) {
    assert.equal(simulationLicence(environment).environment, environment);
  }
  for (const environment of ['real-android', 'real-iphone', 'foreign-subject', '', 'Virtual', 'constructor']) {
    assert.throws(() => simulationLicence(environment), NotSimulatedError);
  }
});

test('seeded crypto refuses a licence that was not issued', () => {
  const forged: SimulationLicence = { environment: 'virtual' };
  const copied: SimulationLicence = { ...simulationLicence('virtual') };
  for (const licence of [forged, copied]) {
    assert.throws(() => seededCrypto(seededRandom('s'), licence), /was not issued.*use osCrypto\(\)/);
  }
});

test('seeded crypto signs alike for one seed; the operating system never does', () => {
  const licence = simulationLicence('virtual');
  const keys = p256Generate(seededRandom('k'));
  const message = Buffer.from('m');
  const sign = (seed: string) => seededCrypto(seededRandom(seed), licence).signP256(keys.privateKey, message);
  assert.deepEqual(sign('a'), sign('a'));
  assert.notDeepEqual(sign('a'), sign('b'));
  const os = osCrypto();
  const [one, two] = [os.signP256(keys.privateKey, message), os.signP256(keys.privateKey, message)];
  assert.notDeepEqual(one, two);
  for (const signature of [sign('a'), one, two]) assert.ok(p256Verify(keys.publicKey, message, signature));
  assert.notDeepEqual(os.random.bytes(32), os.random.bytes(32));
});

test('drawing keys does not move the nonces, nor signing the keys', () => {
  const licence = simulationLicence('simulated-phones');
  const keys = p256Generate(seededRandom('k'));
  const [plainly, busily] = [seededCrypto(seededRandom('s'), licence), seededCrypto(seededRandom('s'), licence)];
  busily.random.bytes(1000);
  const message = Buffer.from('m');
  assert.deepEqual(plainly.signP256(keys.privateKey, message), busily.signP256(keys.privateKey, message));
});
