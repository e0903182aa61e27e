import assert from 'node:assert/strict';
import { readPng } from '../png/read.ts';

/** For tests only: a decoded picture, four bytes a pixel. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Reads a picture of 8-bit RGBA, which is what pictures are written as. */
export function decodePng(png: Uint8Array): Pixels {
  const { width, height, channels, pixels } = readPng(png);
  assert.equal(channels, 4);
  return { width, height, rgba: pixels };
}

/** How many different colours a part of a picture has, the whole when no part is named, by every other pixel. */
export function colours({ width, height, rgba }: Pixels, part = { x: 0, y: 0, width, height }): number {
  const found = new Set<number>();
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x += 2) {
      const at = (y * width + x) * 4;
      found.add(((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0));
    }
  }
  return found.size;
}
