import { createRequire } from 'node:module';
import type { UiNode } from '../ui/node.ts';
import { type Picture, renderSvg } from './svg.ts';

/** Physical pixels of the phone that one pixel of a picture stands for, each way: 540 x 1200 for a Pixel 8. */
export const pictureFactor = 2;

// Loaded with the first picture: worlds on the virtual clock never draw one, and the rasteriser takes 20 ms to load.
let resvg: typeof import('@resvg/resvg-js') | undefined;

/**
 * Draws what a tree describes. The same tree and status bar give the same bytes.
 * @returns a PNG of `screen` in physical pixels divided by `pictureFactor`.
 */
export function renderPng(tree: UiNode, picture: Picture): Uint8Array {
  resvg ??= createRequire(import.meta.url)('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
  const width = Math.round((picture.screen.width * picture.screen.scale) / pictureFactor);
  const image = new resvg.Resvg(renderSvg(tree, picture), {
    font: { loadSystemFonts: false },
    fitTo: { mode: 'width', value: width },
  });
  return image.render().asPng();
}
