import type { Rect } from '../ui/node.ts';
import { PngError, type Raster } from './read.ts';

/** The part of an image inside `area`, rounded outwards to whole pixels. Throws PngError when none of it is inside. */
export function cropPng({ width, height, channels, pixels }: Raster, area: Rect): Raster {
  const left = Math.max(0, Math.floor(area.x));
  const top = Math.max(0, Math.floor(area.y));
  const right = Math.min(width, Math.ceil(area.x + area.width));
  const bottom = Math.min(height, Math.ceil(area.y + area.height));
  if (right <= left || bottom <= top) throw new PngError('the area to crop lies outside of the image');
  const stride = (right - left) * channels;
  const cropped = new Uint8Array(stride * (bottom - top));
  for (let row = top; row < bottom; row++) {
    const from = (row * width + left) * channels;
    cropped.set(pixels.subarray(from, from + stride), (row - top) * stride);
  }
  return { width: right - left, height: bottom - top, channels, pixels: cropped };
}
