import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A decoded picture: rows of pixels from the top, each of `channels` bytes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 3 for RGB, 4 with alpha. */
  readonly channels: 3 | 4;
  readonly pixels: Uint8Array;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** Several times what any phone's screen has. */
const mostPixels = 1 << 24;

/**
 * Decodes a PNG of eight bits a channel, true colour with or without alpha, not interlaced: what a phone's screenshot is.
 *
 * @throws Error on any other
 */
export function readPng(bytes: Uint8Array): Picture {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (png.length < 33 || !png.subarray(0, 8).equals(signature)) throw new Error('not a PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colour, interlace] = [png[24], png[25], png[28]];
  if (depth !== 8 || interlace !== 0 || (colour !== 2 && colour !== 6) || width * height > mostPixels) {
    throw new Error(`a PNG of ${width} x ${height}, depth ${depth}, colour type ${colour} is not what screenshots are`);
  }
  const channels = colour === 6 ? 4 : 3;
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const stride = width * channels;
  const raw = inflateSync(Buffer.concat(data), { maxOutputLength: (stride + 1) * height });
  if (raw.length !== (stride + 1) * height) throw new Error('a PNG with too little in it');
  return { width, height, channels, pixels: unfiltered(raw, stride, height, channels) };
}

/** Undoes the prediction of each byte from those left, above and above left of it. */
function unfiltered(raw: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)];
    for (let at = 0; at < stride; at++) {
      const here = row * stride + at;
      const left = at >= channels ? (pixels[here - channels] ?? 0) : 0;
      const above = row > 0 ? (pixels[here - stride] ?? 0) : 0;
      const corner = at >= channels && row > 0 ? (pixels[here - stride - channels] ?? 0) : 0;
      pixels[here] = (raw[row * (stride + 1) + 1 + at] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return pixels;
}

function predicted(filter: number | undefined, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

export function writePng({ width, height, channels, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 4 ? 6 : 2], 8);
  const stride = width * channels;
  const raw = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row++)
    raw.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length, 0);
  check.writeUInt32BE(crc32(body), 0);
  return Buffer.concat([length, body, check]);
}

/** The part of a picture within a rectangle, in pixels; undefined when they do not meet. */
export function cropped(
  picture: Picture,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Picture | undefined {
  const [left, top] = [Math.max(0, Math.floor(area.x)), Math.max(0, Math.floor(area.y))];
  const width = Math.min(picture.width, Math.ceil(area.x + area.width)) - left;
  const height = Math.min(picture.height, Math.ceil(area.y + area.height)) - top;
  if (width < 1 || height < 1) return undefined;
  const { channels } = picture;
  const pixels = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * picture.width + left) * channels;
    pixels.set(picture.pixels.subarray(from, from + width * channels), row * width * channels);
  }
  return { width, height, channels, pixels };
}
