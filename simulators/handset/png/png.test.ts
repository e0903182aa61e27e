import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { cropPng } from './crop.ts';
import { PngError, readPng } from './read.ts';
import { writePng } from './write.ts';

const seed = testSeed();

describe(`PNG (seed ${seed})`, () => {
  it('reads what it writes', () => {
    const image = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 9 }),
      channels: fc.constantFrom(3 as const, 4 as const),
      fill: fc.nat(255),
    });
    fc.assert(
      fc.property(image, ({ width, height, channels, fill }) => {
        const pixels = new Uint8Array(width * height * channels).map((_, at) => (at * 7 + fill) & 0xff);
        assert.deepEqual(readPng(writePng({ width, height, channels, pixels })), { width, height, channels, pixels });
      }),
      { seed },
    );
  });

  it('undoes every filter', () => {
    const rows = Buffer.from(
      [
        [0, 10, 20, 30, 40, 50, 60],
        [1, 1, 2, 3, 1, 1, 1],
        [2, 1, 1, 1, 1, 1, 1],
        [3, 2, 2, 2, 2, 2, 2],
        [4, 3, 3, 3, 3, 3, 3],
      ].flat(),
    );
    const plain = Buffer.from(writePng({ width: 2, height: 5, channels: 3, pixels: new Uint8Array(30) }));
    const at = plain.indexOf('IDAT') - 4;
    const data = deflateSync(rows);
    const chunk = Buffer.alloc(12 + data.length);
    chunk.writeUInt32BE(data.length, 0);
    chunk.write('IDAT', 4, 'latin1');
    chunk.set(data, 8);
    const end = plain.subarray(plain.indexOf('IEND') - 4);
    const image = readPng(Buffer.concat([plain.subarray(0, at), chunk, end]));
    assert.deepEqual(
      [...image.pixels],
      [
        ...[10, 20, 30, 40, 50, 60],
        ...[1, 2, 3, 2, 3, 4],
        ...[2, 3, 4, 3, 4, 5],
        ...[3, 3, 4, 5, 5, 6],
        ...[6, 6, 7, 9, 9, 10],
      ],
    );
  });

  it('crops, outwards to whole pixels and inside the image', () => {
    const pixels = new Uint8Array(Array.from({ length: 16 * 3 }, (_, at) => Math.floor(at / 3)));
    const image = { width: 4, height: 4, channels: 3, pixels } as const;
    const part = cropPng(image, { x: 1.5, y: 2, width: 1, height: 9 });
    assert.deepEqual([part.width, part.height], [2, 2]);
    assert.deepEqual(
      [...part.pixels].filter((_, at) => at % 3 === 0),
      [9, 10, 13, 14],
    );
    const corner = cropPng(image, { x: 3.5, y: -1, width: 9, height: 2.5 });
    assert.deepEqual([corner.width, corner.height, corner.pixels[0]], [1, 2, 3]);
    assert.throws(() => cropPng(image, { x: 4, y: 0, width: 1, height: 1 }), PngError);
  });

  it('refuses what is no PNG, or claims to be vast', () => {
    assert.throws(() => readPng(Buffer.from('GIF89a')), PngError);
    const vast = Buffer.from(writePng({ width: 1, height: 1, channels: 3, pixels: new Uint8Array(3) }));
    const grey = Buffer.from(vast);
    grey[25] = 0;
    assert.throws(() => readPng(grey), /colour type 0/);
    vast.writeUInt32BE(0xffff_ffff, 16);
    assert.throws(() => readPng(vast), /by 1 pixels/);
  });
});
