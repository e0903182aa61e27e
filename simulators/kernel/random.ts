import { type Cipheriv, createCipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * A seeded stream of randomness that can be split by label. Streams split under different labels are independent, so
 * an actor added to a world leaves every other actor's draws as they were. The label of an actor that can lose its
 * state includes its incarnation: a reinstalled phone draws new keys.
 */
export interface Random {
  /** The labels from the seed to this stream, joined by `/`. Never the seed itself. */
  readonly path: string;
  bytes(length: number): Uint8Array;
  /** Uniform in 0 .. 2^32-1. */
  uint32(): number;
  /** Uniform in 0 .. `limit`-1; `limit` is a whole number in 1 .. 2^32. */
  below(limit: number): number;
  /** Uniform in [0, 1). */
  fraction(): number;
  /** True with the given probability, 0 .. 1. Draws even for 0 and 1, so that a rate can change without shifting later draws. */
  chance(probability: number): boolean;
  /** An RFC 9562 version 4 UUID. */
  uuid(): string;
  /** An independent stream; splitting twice under one label gives the same stream. */
  split(label: string): Random;
}

/** Most streams are drawn from once, a few without end: the first draw makes little. */
const zeros = { first: Buffer.alloc(64), later: Buffer.alloc(1024) } as const;
const noCounter = Buffer.alloc(16);

/** The root stream of a world. The same seed gives the same bytes on every machine (HMAC-SHA256 split, AES-128-CTR stream). */
export function seededRandom(seed: number | string): Random {
  return stream(createHmac('sha256', 'greenroom random v1').update(String(seed)).digest(), '');
}

function stream(key: Buffer, path: string): Random {
  let cipher: Cipheriv | undefined;
  let splitKey: KeyObject | undefined; // the runtime takes longer over a raw key than over making one of these
  let pool = Buffer.alloc(0);
  let used = 0;

  function bytes(length: number): Uint8Array {
    cipher ??= createCipheriv('aes-128-ctr', createSecretKey(key.subarray(0, 16)), noCounter);
    const out = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (used === pool.length) {
        pool = cipher.update(pool.length === 0 ? zeros.first : zeros.later);
        used = 0;
      }
      const take = Math.min(length - filled, pool.length - used);
      out.set(pool.subarray(used, used + take), filled);
      used += take;
      filled += take;
    }
    return out;
  }

  function uint32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = bytes(4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  function below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
      throw new RangeError(`below(${limit}): the limit must be a whole number in 1 .. 2^32`);
    }
    const ceiling = 2 ** 32 - (2 ** 32 % limit); // rejection keeps the draw uniform
    for (;;) {
      const draw = uint32();
      if (draw < ceiling) return draw % limit;
    }
  }

  const fraction = (): number => uint32() / 2 ** 32;

  return {
    path,
    bytes,
    uint32,
    below,
    fraction,
    chance: (probability) => fraction() < probability,
    uuid() {
      const raw = Buffer.from(bytes(16));
      raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
      raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
      return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    split(label) {
      splitKey ??= createSecretKey(key);
      return stream(createHmac('sha256', splitKey).update(label).digest(), path ? `${path}/${label}` : label);
    },
  };
}
