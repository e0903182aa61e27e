import { inflateSync } from 'node:zlib';

/** An image of 8 bits a channel, row after row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 3 RGB, 4 RGBA. */
  readonly channels: 3 | 4;
  readonly pixels: Uint8Array;
}

/** The bytes are no PNG, or of a kind that is not read here. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const maxPixels = 40_000_000;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

function readHeader(chunk: Buffer): Header {
  const width = chunk.readUInt32BE(0);
  const height = chunk.readUInt32BE(4);
  const [depth, colour, , , interlace] = chunk.subarray(8, 13);
  if (depth !== 8 || (colour !== 2 && colour !== 6) || interlace !== 0) {
    throw new PngError(`a PNG of depth ${depth}, colour type ${colour}, interlace ${interlace} is not read here`);
  }
  if (width * height > maxPixels || width * height === 0) throw new PngError(`a PNG of ${width} by ${height} pixels`);
  return { width, height, channels: colour === 2 ? 3 : 4 };
}

/** PNG 9.4: the Paeth predictor. */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const toLeft = Math.abs(estimate - left);
  const toAbove = Math.abs(estimate - above);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Undoes the filter of each row (PNG 9.2). */
function unfilter(data: Buffer, { width, height, channels }: Header): Uint8Array {
  const stride = width * channels;
  if (data.length < (stride + 1) * height) throw new PngError('the PNG ends before its last row');
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = data[row * (stride + 1)] ?? 0;
    const from = row * (stride + 1) + 1;
    const to = row * stride;
    for (let at = 0; at < stride; at++) {
      const left = at >= channels ? (pixels[to + at - channels] ?? 0) : 0;
      const above = row > 0 ? (pixels[to + at - stride] ?? 0) : 0;
      const corner = row > 0 && at >= channels ? (pixels[to + at - stride - channels] ?? 0) : 0;
      const predicted =
        filter === 1
          ? left
          : filter === 2
            ? above
            : filter === 3
              ? (left + above) >> 1
              : filter === 4
                ? paeth(left, above, corner)
                : 0;
      pixels[to + at] = (data[from + at] ?? 0) + predicted;
    }
  }
  return pixels;
}

/** Reads a PNG of 8 bit RGB or RGBA without interlacing. Throws PngError. */
export function readPng(bytes: Uint8Array): Raster {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!png.subarray(0, signature.length).equals(signature)) throw new PngError('these bytes are no PNG');
  let header: Header | undefined;
  const data: Buffer[] = [];
  try {
    for (let at = signature.length; at + 8 <= png.length; ) {
      const length = png.readUInt32BE(at);
      const type = png.toString('latin1', at + 4, at + 8);
      const chunk = png.subarray(at + 8, at + 8 + length);
      if (type === 'IHDR') header = readHeader(chunk);
      else if (type === 'IDAT') data.push(chunk);
      else if (type === 'IEND') break;
      at += length + 12;
    }
    if (!header) throw new PngError('the PNG has no header');
    const maxOutputLength = (header.width * header.channels + 1) * header.height;
    return { ...header, pixels: unfilter(inflateSync(Buffer.concat(data), { maxOutputLength }), header) };
  } catch (error) {
    if (error instanceof PngError) throw error;
    throw new PngError(`the PNG is broken: ${error instanceof Error ? error.message : String(error)}`);
  }
}
