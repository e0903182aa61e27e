import type { Random } from '../../../kernel/random.ts';

/** One of the items. */
export const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[random.below(items.length)] ?? items[0];

/** Numbers that tend to break parsers: edges of bytes, words and lengths. */
export const awkwardNumber = (random: Random): number =>
  pick(random, [
    0,
    1,
    4,
    5,
    127,
    128,
    255,
    256,
    4096,
    65_535,
    65_536,
    262_144,
    262_145,
    2 ** 24,
    2 ** 31,
    2 ** 32 - 1,
    random.uint32(),
  ]);

/** Strings that tend to break parsers. */
export const awkwardText = (random: Random): string =>
  pick(random, [
    '',
    ' ',
    '\0',
    '"',
    "'",
    '\\',
    '😀',
    '\ud800',
    '(((((',
    ')',
    '*',
    '//*//*//*//*//*',
    '$(x)',
    '../../..',
    'constructor',
    '__proto__',
    'a'.repeat(random.below(5000)),
    Buffer.from(random.bytes(random.below(40))).toString('latin1'),
  ]);

/** The same bytes with a few of them changed, cut out, doubled or cut off. */
export function mutated(random: Random, bytes: Uint8Array): Uint8Array {
  let changed = Buffer.from(bytes);
  for (let times = random.below(4); times > 0; times--) {
    const at = random.below(changed.length + 1);
    const length = random.below(16);
    const kind = random.below(5);
    if (kind === 0) changed.set(random.bytes(Math.min(length, changed.length - at)), at);
    else if (kind === 1) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + length)]);
    else if (kind === 2) changed = Buffer.concat([changed.subarray(0, at), random.bytes(length), changed.subarray(at)]);
    else if (kind === 3) changed = changed.subarray(0, at);
    else if (at + 4 <= changed.length) changed.writeUInt32LE(awkwardNumber(random) >>> 0, at);
  }
  return changed;
}

/** The same text, damaged as bytes or with something awkward in the middle. */
export const mutatedText = (random: Random, text: string): string =>
  random.chance(0.5)
    ? Buffer.from(mutated(random, Buffer.from(text))).toString('utf8')
    : text.slice(0, random.below(text.length + 1)) + awkwardText(random) + text.slice(random.below(text.length + 1));

/** Pieces of a byte stream as a network might deliver them. */
export function* chunks(random: Random, bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = random.chance(0.5) ? bytes.length : 1 + random.below(64);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** The same JSON with some of its values replaced, its keys lost and its lists doubled. */
export function mutatedJson(random: Random, value: unknown, chance = 0.08): unknown {
  if (random.chance(chance)) {
    return pick<unknown>(random, [
      awkwardNumber(random),
      awkwardText(random),
      null,
      true,
      [],
      {},
      [value, value],
      -1,
      0.5,
    ]);
  }
  if (Array.isArray(value)) return value.map((item) => mutatedJson(random, item, chance));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(() => !random.chance(chance / 2));
  return Object.fromEntries(kept.map(([key, item]) => [key, mutatedJson(random, item, chance)]));
}
