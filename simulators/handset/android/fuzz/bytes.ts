import { cropPng } from '../../png/crop.ts';
import { PngError, readPng } from '../../png/read.ts';
import { writePng } from '../../png/write.ts';
import { readApk } from '../apk/apk.ts';
import { apkFixture } from './apk-fixture.ts';
import { fuzzer } from './fuzzer.ts';
import { awkwardNumber, mutated } from './mutate.ts';

/** Damaged APKs: what `pm install` is given. */
export const apkFuzzer = fuzzer('apk files', (random) => {
  readApk(mutated(random, mutated(random, apkFixture('com.example.app', 7, '1.2'))));
});

/** Damaged PNGs and areas outside of them: what an element's screenshot is cut from. */
export const pngFuzzer = fuzzer('png files', (random) => {
  const image = { width: 5, height: 4, channels: 3, pixels: random.bytes(60) } as const;
  try {
    const area = () => awkwardNumber(random) - 2;
    cropPng(readPng(mutated(random, writePng(image))), { x: area(), y: area(), width: area(), height: area() });
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
  }
});
