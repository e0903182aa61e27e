import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { aesGcmSeal } from '../simulators/crypto/aes-gcm.ts';
import { hmacSha256 } from '../simulators/crypto/hmac.ts';
import { p256SharedSecret } from '../simulators/crypto/p256/ecdh.ts';
import { p256Verify } from '../simulators/crypto/p256/ecdsa.ts';
import { p256Generate } from '../simulators/crypto/p256/key.ts';
import { seededCrypto } from '../simulators/crypto/seeded-provider.ts';
import { sha256 } from '../simulators/crypto/sha256.ts';
import { simulationLicence } from '../simulators/crypto/simulation-licence.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { cpuMs } from './figure.ts';

/** The primitives that work is summed up in. */
const names = ['hash', 'hmac', 'cipher', 'sign', 'verify', 'ecdh'] as const;
type Primitive = (typeof names)[number];
export type Counts = Record<Primitive, number>;

const none = (): Counts => ({ hash: 0, hmac: 0, cipher: 0, sign: 0, verify: 0, ecdh: 0 });

/** Which functions of node:crypto begin which primitive. */
const counted: Readonly<Record<string, Primitive>> = {
  createHash: 'hash',
  hash: 'hash',
  createHmac: 'hmac',
  createCipheriv: 'cipher',
  createDecipheriv: 'cipher',
  sign: 'sign',
  verify: 'verify',
  createECDH: 'ecdh',
  diffieHellman: 'ecdh',
};

/** Counts the primitives that `work` calls. Not to be timed: counting costs, too. */
export async function primitivesOf(work: () => Promise<unknown>): Promise<Counts> {
  const counts = none();
  const table = crypto as unknown as Record<string, (...args: unknown[]) => unknown>;
  const originals = Object.keys(counted).map((name) => [name, table[name]] as const);
  for (const [name, original] of originals) {
    const primitive = counted[name];
    if (!original || !primitive) continue;
    table[name] = (...args) => {
      counts[primitive]++;
      return original(...args);
    };
  }
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const [name, original] of originals) if (original) table[name] = original;
    syncBuiltinESMExports();
  }
  return counts;
}

/** CPU microseconds of one call of each primitive, on 100 to 300 bytes, measured now. */
export function primitiveCosts(): Counts {
  const random = seededRandom('primitives');
  const provider = seededCrypto(random.split('provider'), simulationLicence('virtual'));
  const data = random.bytes(200);
  const key = random.bytes(16);
  const nonce = random.bytes(12);
  const pair = p256Generate(random);
  const other = p256Generate(random);
  const signature = provider.signP256(pair.privateKey, data);
  const each = (work: () => unknown): number => {
    for (let n = 0; n < 200; n++) work();
    const calls = 2000;
    const began = cpuMs();
    for (let n = 0; n < calls; n++) work();
    return ((cpuMs() - began) * 1000) / calls;
  };
  return {
    hash: each(() => sha256(data)),
    hmac: each(() => hmacSha256(key, data)),
    cipher: each(() => aesGcmSeal(key, nonce, data.subarray(0, 16), data)),
    sign: each(() => provider.signP256(pair.privateKey, data)),
    verify: each(() => p256Verify(pair.publicKey, data, signature)),
    ecdh: each(() => p256SharedSecret(pair.privateKey, other.publicKey)),
  };
}

/** CPU milliseconds of the primitives alone. */
export function summed(counts: Counts, costs: Counts): number {
  return names.reduce((sum, name) => sum + counts[name] * costs[name], 0) / 1000;
}
