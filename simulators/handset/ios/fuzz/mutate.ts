import { type Random, seededRandom } from '../../../kernel/random.ts';

/** One seeded stream of malformed input, number by number. */
export interface Fuzzer {
  readonly name: string;
  /** Throws when what is fed misbehaves. */
  run(seed: number, index: number): void | Promise<void>;
}

/** A fuzzer whose randomness depends on its name, the seed and the input's number alone. */
export function fuzzer(name: string, run: (random: Random) => void | Promise<void>): Fuzzer {
  return { name, run: (seed, index) => run(seededRandom(`${seed} ${name} ${index}`)) };
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[random.below(choices.length)] ?? choices[0];
}

const telling = [0, 1, 0x7f, 0x80, 0xff];

/** Bytes with up to eight changes: flips, extreme values, cuts, repeats, insertions. */
export function mutated(random: Random, original: Uint8Array): Buffer {
  let bytes = Buffer.from(original);
  for (let changes = random.below(9); changes > 0 && bytes.length > 0; changes--) {
    const at = random.below(bytes.length);
    const length = 1 + random.below(Math.min(16, bytes.length - at));
    switch (random.below(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        bytes[at] = telling[random.below(telling.length)] ?? 0;
        break;
      case 2:
        bytes.fill(pick(random, [0, 0xff]), at, at + length);
        break;
      case 3:
        bytes = bytes.subarray(0, at);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break;
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at), random.bytes(length), bytes.subarray(at)]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    }
  }
  return bytes;
}

/** The same bytes in pieces, as a network may deliver them. */
export function* pieces(random: Random, bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(Math.min(bytes.length - at, random.chance(0.5) ? 7 : 4096));
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** A text with up to eight changes, some of them pieces of the language it is written in. */
export function mutatedText(random: Random, original: string, fragments: readonly [string, ...string[]]): string {
  let text = original;
  for (let changes = random.below(9); changes > 0; changes--) {
    const at = random.below(text.length + 1);
    const length = random.below(Math.max(1, Math.min(12, text.length - at)));
    const rest = text.slice(at + length);
    switch (random.below(5)) {
      case 0:
        text = text.slice(0, at) + rest;
        break;
      case 1:
        text = text.slice(0, at) + pick(random, fragments) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + pick(random, fragments) + rest;
        break;
      case 3:
        text = text.slice(0, at) + String.fromCodePoint(random.below(random.chance(0.8) ? 0x80 : 0xd800)) + rest;
        break;
      default:
        text = text.slice(0, at) + text.slice(at, at + length).repeat(1 + random.below(4)) + rest;
    }
  }
  return text;
}

/** Runs something that may refuse its input in the ways that are known, and in no other. */
export function refusing(run: () => void, ...known: readonly (new (...values: never[]) => Error)[]): void {
  try {
    run();
  } catch (error) {
    if (!known.some((kind) => error instanceof kind)) throw error;
  }
}
