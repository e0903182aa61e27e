import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { aesGcmSeal } from '../simulators/crypto/aes-gcm.ts';
import { p256Sign, p256Verify } from '../simulators/crypto/p256/ecdsa.ts';
import { p256Generate } from '../simulators/crypto/p256/key.ts';
import { sha256 } from '../simulators/crypto/sha256.ts';
import { seededRandom } from '../simulators/kernel/random.ts';
import { cpuMs } from './figure.ts';

/**
 * What work is summed up in: calls of node:crypto, and bytes for those whose time goes by length. The rest is made of
 * them: an HMAC and an HKDF-Expand are two hashes, a signature is a point (its nonce's) and a hash, sealing by HPKE is a
 * point, an ECDH, 16 hashes and a cipher.
 */
const names = ['hash', 'hash byte', 'cipher', 'cipher byte', 'point', 'ecdh', 'verify'] as const;
type Primitive = (typeof names)[number];
export type Counts = Readonly<Record<Primitive, number>>;
type Count = (primitive: Primitive, by?: number) => void;

type Call = (...args: unknown[]) => unknown;

const lengthOf = (data: unknown): number =>
  typeof data === 'string' ? Buffer.byteLength(data) : data instanceof Uint8Array ? data.length : 0;

/** Counts calls of an object's methods. */
function watched(object: unknown, methods: Readonly<Record<string, (data: unknown) => void>>): unknown {
  const table = object as Record<string, Call>;
  for (const [name, seen] of Object.entries(methods)) {
    const original = table[name];
    if (!original) continue;
    table[name] = (...args) => {
      seen(args[0]);
      return original.apply(object, args);
    };
  }
  return object;
}

/** What each function of node:crypto comes to. Each gets the original's result. */
function counters(count: Count): Readonly<Record<string, (args: readonly unknown[], result: unknown) => unknown>> {
  const cipher = (_: unknown, made: unknown): unknown => {
    count('cipher');
    return watched(made, { update: (data) => count('cipher byte', lengthOf(data)) });
  };
  const signing = (primitive: 'point' | 'verify') => (_: unknown, result: unknown) => {
    count(primitive);
    return watched(result, { update: (data) => count('hash byte', lengthOf(data)) });
  };
  return {
    hash([, data], digest) {
      count('hash');
      count('hash byte', lengthOf(data));
      return digest;
    },
    createHash(_, made) {
      count('hash');
      return watched(made, { update: (data) => count('hash byte', lengthOf(data)) });
    },
    createHmac(_, made) {
      count('hash', 2);
      count('hash byte', 160); // both pads, and the inner digest
      return watched(made, { update: (data) => count('hash byte', lengthOf(data)) });
    },
    createCipheriv: cipher,
    createDecipheriv: cipher,
    sign: signing('point'),
    createSign: signing('point'),
    verify: signing('verify'),
    createVerify: signing('verify'),
    createECDH: (_, made) => watched(made, { setPrivateKey: () => count('point'), computeSecret: () => count('ecdh') }),
    diffieHellman(_, secret) {
      count('ecdh');
      return secret;
    },
  };
}

/** Counts the primitives that `work` calls. Not to be timed: counting costs, too. */
export async function primitivesOf(work: () => unknown): Promise<Counts> {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Primitive, number>;
  const table = crypto as unknown as Record<string, Call>;
  const originals = new Map<string, Call>();
  const counting = counters((primitive, by = 1) => {
    counts[primitive] += by;
  });
  for (const [name, seen] of Object.entries(counting)) {
    const original = table[name];
    if (!original) throw new Error(`node:crypto has no ${name}: what is counted must be there`);
    originals.set(name, original);
    table[name] = (...args) => seen(args, original(...args));
  }
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const [name, original] of originals) table[name] = original;
    syncBuiltinESMExports();
  }
  return counts;
}

const random = seededRandom('primitives');
const [key, nonce, aad] = [random.bytes(16), random.bytes(12), random.bytes(16)];
const [short, long] = [random.bytes(100), random.bytes(20_100)];
const [pair, other] = [p256Generate(random), p256Generate(random)];
const ecdh = crypto.createECDH('prime256v1');
ecdh.setPrivateKey(pair.privateKey);
const signature = p256Sign(pair.privateKey, short);

/** CPU microseconds of one call. */
function each(calls: number, work: () => unknown): number {
  const began = cpuMs();
  for (let n = 0; n < calls; n++) work();
  return ((cpuMs() - began) * 1000) / calls;
}

/** What a call costs and what a byte does, by a short and a long message. */
function affine(work: (data: Uint8Array) => unknown): [number, number] {
  const [shortUs, longUs] = [each(800, () => work(short)), each(100, () => work(long))];
  const byteUs = Math.max(0, (longUs - shortUs) / (long.length - short.length));
  return [Math.max(0, shortUs - byteUs * short.length), byteUs];
}

/** CPU microseconds of each primitive, measured now, in some 40 ms. */
export function primitiveCosts(): Counts {
  const [hash, hashByte] = affine(sha256);
  const [cipher, cipherByte] = affine((data) => aesGcmSeal(key, nonce, aad, data));
  return {
    hash,
    'hash byte': hashByte,
    cipher,
    'cipher byte': cipherByte,
    point: each(100, () => ecdh.setPrivateKey(pair.privateKey)), // the runtime computes the point of every scalar
    ecdh: each(100, () => ecdh.computeSecret(other.publicKey)),
    verify: each(100, () => p256Verify(pair.publicKey, short, signature)),
  };
}
for (let warm = 0; warm < 5; warm++) primitiveCosts();

/** The least that each primitive took: whatever came in between is not the primitive's. */
export function cheapest(measured: readonly Counts[]): Counts {
  const least = (name: Primitive): number => Math.min(...measured.map((costs) => costs[name]));
  return Object.fromEntries(names.map((name) => [name, least(name)])) as Record<Primitive, number>;
}

/** CPU milliseconds of the primitives alone. */
export function summed(counts: Counts, costs: Counts): number {
  return names.reduce((sum, name) => sum + counts[name] * costs[name], 0) / 1000;
}
