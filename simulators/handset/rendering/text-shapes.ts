import type { Rect } from '../ui/node.ts';
import { attribute, disc, length } from './svg-shapes.ts';
import { fitted, glyphs, readsFromRight, textWidth } from './text.ts';
import type { Typeface } from './typeface.ts';

export interface TextStyle {
  readonly face: Typeface;
  readonly size: number;
  readonly colour: string;
  readonly align: 'left' | 'center' | 'right';
}

/** Half the height of a capital letter, as a fraction of the font size: what centres a line on a height. */
const halfCapital = 0.358;
const emojiColour = '#f2b63c';

/** One line in the middle of a rectangle, shortened with an ellipsis if it is too long. */
export function lineShape(text: string, rect: Rect, style: TextStyle): string {
  const line = fitted(text, style.face, style.size, rect.width);
  return shapes([{ line, middle: rect.y + rect.height / 2 }], rect, style);
}

/** Lines from the top of a rectangle downwards; those outside `window` are left out. */
export function linesShape(text: string, rect: Rect, lineHeight: number, window: Rect, style: TextStyle): string {
  const lines: Line[] = [];
  let top = rect.y;
  for (const line of text.split('\n')) {
    if (top + lineHeight > window.y && top < window.y + window.height)
      lines.push({ line, middle: top + lineHeight / 2 });
    top += lineHeight;
  }
  return shapes(lines, rect, style);
}

interface Line {
  readonly line: string;
  readonly middle: number;
}

function shapes(lines: readonly Line[], rect: Rect, style: TextStyle): string {
  const { face, size } = style;
  let outlines = '';
  let boxes = '';
  let discs = '';
  for (const { line, middle } of lines) {
    const align = style.align === 'left' && readsFromRight(line) ? 'right' : style.align;
    const spare = align === 'left' ? 0 : rect.width - textWidth(line, face, size);
    let x = rect.x + (align === 'center' ? spare / 2 : spare);
    const baseline = middle + halfCapital * size;
    for (const glyph of glyphs(line, face)) {
      const width = glyph.advance * size;
      if (glyph.draw === 'outline') {
        const path = face.path(glyph.text.codePointAt(0) ?? 0, size);
        if (path !== '') outlines += `M${length(x)} ${length(baseline)}${path}`;
      } else if (glyph.draw === 'emoji') {
        discs += disc(x + width / 2, middle, size * 0.5, emojiColour);
      } else if (glyph.draw === 'box') {
        const side = width - size * 0.14;
        boxes += `M${length(x + size * 0.07)} ${length(baseline)}h${length(side)}v${length(-0.7 * size)}h${length(-side)}z`;
      }
      x += width;
    }
  }
  const colour = attribute(style.colour);
  return (
    (outlines === '' ? '' : `<path d="${outlines}" fill="${colour}"/>`) +
    (boxes === '' ? '' : `<path d="${boxes}" fill="none" stroke="${colour}" stroke-width="${length(size * 0.06)}"/>`) +
    discs
  );
}
