import type { Random } from '../kernel/random.ts';

/** Bytes that look like what a decoder expects and are not: a sample with something done to it, or mere noise. */
export function mutate(random: Random, samples: readonly Uint8Array[]): Uint8Array {
  const pick = (): Uint8Array => samples[random.below(samples.length)] ?? new Uint8Array(0);
  let bytes = Uint8Array.from(pick());
  const at = (): number => random.below(bytes.length + 1);
  for (let change = random.below(4); change >= 0; change--) {
    switch (random.below(9)) {
      case 0: // noise
        return random.bytes(random.below(400));
      case 1: // one bit
      case 2:
        if (bytes.length > 0) {
          const index = random.below(bytes.length);
          bytes[index] = (bytes[index] ?? 0) ^ (1 << random.below(8));
        }
        break;
      case 3: // one byte, often one that means something as a length
        if (bytes.length > 0) {
          const telling = [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff];
          bytes[random.below(bytes.length)] = telling[random.below(telling.length)] ?? 0;
        }
        break;
      case 4: // cut
        bytes = bytes.slice(0, at());
        break;
      case 5: // something put in
        bytes = splice(bytes, at(), 0, random.bytes(random.below(20)));
        break;
      case 6: // something taken out
        bytes = splice(bytes, at(), random.below(20), new Uint8Array(0));
        break;
      case 7: // the end of another
        bytes = splice(bytes, at(), bytes.length, pick().slice(random.below(200)));
        break;
      default: // twice the same
        bytes = splice(bytes, at(), 0, bytes.slice(at(), at() + 100));
    }
  }
  return bytes;
}

function splice(bytes: Uint8Array, start: number, remove: number, insert: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]));
}
