import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { cropped, type Picture, readPng, writePng } from './png.ts';

const picture: Picture = {
  width: 5,
  height: 4,
  channels: 4,
  pixels: Uint8Array.from({ length: 80 }, (_, at) => (at * 37) & 0xff),
};

test('a picture reads as it was written', () => {
  assert.deepEqual(readPng(writePng(picture)), picture);
});

test('every kind of row prediction is undone', () => {
  const png = writePng({ ...picture, width: 2, height: 5, channels: 3, pixels: new Uint8Array(30) });
  const rows = Buffer.from(
    [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 1, 2, 3, 1, 1, 1],
      [2, 1, 1, 1, 1, 1, 1],
      [3, 2, 2, 2, 2, 2, 2],
      [4, 3, 3, 3, 3, 3, 3],
    ].flat(),
  );
  const data = deflateSync(rows);
  const at = png.indexOf('IDAT') - 4;
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write('IDAT', 4);
  const { pixels } = readPng(Buffer.concat([png.subarray(0, at), head, data, Buffer.alloc(4)]));
  assert.deepEqual(
    [...pixels],
    [
      ...[10, 20, 30, 40, 50, 60],
      ...[1, 2, 3, 2, 3, 4],
      ...[2, 3, 4, 3, 4, 5],
      ...[3, 3, 4, 5, 5, 6],
      ...[6, 6, 7, 9, 9, 10],
    ],
  );
});

test('a part of a picture is cut out, as far as it lies within', () => {
  const part = cropped(picture, { x: 3.5, y: -1, width: 9, height: 2.5 });
  assert.deepEqual([part?.width, part?.height], [2, 2]);
  assert.deepEqual(part?.pixels.subarray(0, 4), picture.pixels.subarray(12, 16));
  assert.equal(cropped(picture, { x: 9, y: 0, width: 1, height: 1 }), undefined);
});

test('what is no PNG, or another kind, is refused', () => {
  assert.throws(() => readPng(Buffer.from('GIF89a')), /not a PNG/);
  const grey = writePng(picture);
  grey[25] = 0;
  assert.throws(() => readPng(grey), /colour type 0/);
  const bomb = writePng(picture);
  bomb.writeUInt32BE(0x7fffff, 16);
  assert.throws(() => readPng(bomb), /is not what screenshots are/);
});
