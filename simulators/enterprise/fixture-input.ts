import type { Random } from '../kernel/random.ts';

/** Draws of malformed input for fuzzers. */
const pick = <T>(random: Random, from: readonly [T, ...T[]]): T => from[random.below(from.length)] ?? from[0];

const oddities = [
  '',
  '\0',
  '\uffff',
  '..',
  '%00',
  '__proto__',
  'constructor',
  '-1',
  '9007199254740993',
  'hmac-sha256:k:00',
  '+447700900001',
  '2026-13-01T00:00:00.000Z',
  'x'.repeat(300),
] as const;

/** Any JSON value, `depth` levels deep at most. */
export function anyJson(random: Random, depth: number): unknown {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.below(1000) - 500;
    case 3:
      return random.fraction() * 1e300;
    case 4:
      return pick(random, oddities);
    case 5:
      return Buffer.from(random.bytes(random.below(40))).toString('latin1');
    case 6:
      return Array.from({ length: random.below(5) }, () => anyJson(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [String(pick(random, oddities)), anyJson(random, depth - 1)]),
      );
  }
}

/** `value` with one of its fields, at any depth, replaced, removed or joined by another. */
export function mangledJson(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.2)) return anyJson(random, 2);
  const fields = Object.entries(value);
  const at = random.below(Math.max(1, fields.length));
  const how = random.below(3);
  const changed = fields.flatMap(([name, old], index): [string, unknown][] => {
    if (index !== at) return [[name, old]];
    if (how === 0) return [];
    return how === 1
      ? [[name, mangledJson(random, old)]]
      : [
          [name, old],
          [pick(random, oddities), anyJson(random, 1)],
        ];
  });
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
}

/** `bytes` with some flipped, cut, doubled or inserted. */
export function mangledBytes(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let out = Buffer.from(bytes);
  for (let times = random.below(4); times >= 0; times--) {
    const at = random.below(out.length + 1);
    const how = random.below(4);
    if (how === 0 && at < out.length) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
    else if (how === 1) out = out.subarray(0, at);
    else if (how === 2) out = Buffer.concat([out.subarray(0, at), random.bytes(random.below(8)), out.subarray(at)]);
    else out = Buffer.concat([out.subarray(0, at), out.subarray(random.below(at + 1))]);
  }
  return Uint8Array.from(out);
}

/** The body of a request that should have carried `value`: mangled as JSON, as bytes, or replaced altogether. */
export function mangledBody(random: Random, value: unknown): Uint8Array<ArrayBuffer> {
  const how = random.below(4);
  if (how === 0) return mangledBytes(random, Buffer.from(JSON.stringify(value)));
  if (how === 1) return Uint8Array.from(random.bytes(random.below(200)));
  if (how === 2) return Uint8Array.from(Buffer.from('[{"a":'.repeat(random.below(3000))));
  return Uint8Array.from(Buffer.from(JSON.stringify(mangledJson(random, value)) ?? ''));
}

/** Headers that may be mangled; those that no HTTP client would send are left out. */
export function mangledHeaders(random: Random, headers: Record<string, string>): Headers {
  const out = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    const changed = random.chance(0.7)
      ? value
      : pick(random, [
          '',
          Buffer.from(mangledBytes(random, Buffer.from(value))).toString('latin1'),
          Buffer.from(random.bytes(random.below(60))).toString('latin1'),
          String(pick(random, oddities)),
        ]);
    try {
      out.append(name, changed);
    } catch {
      // not a header value
    }
  }
  return out;
}

export { pick };
