import { type Glyph, glyphs, textWidth } from './text.ts';
import type { Typeface } from './typeface.ts';

/** A text broken to fit a width. */
export interface TextBlock {
  /** The lines, joined by line feeds: what `Paint.text` takes. */
  readonly text: string;
  readonly lines: readonly string[];
  /** Width of the widest line, in the units of the font size. */
  readonly width: number;
}

/** How many broken texts are remembered a font, size and width: enough for the conversations of a world. */
const remembered = 4096;
const broken = new Map<Typeface, Map<number, Map<string, TextBlock>>>();

/**
 * Breaks text into lines no wider than `width` (in the units of `size`), at spaces and hyphens where it can and inside
 * a word where it must. Every line break of the text is kept, so there is at least one line. Remembers its answers: a
 * screen is laid out again on every change, and most bodies on it were there before.
 */
export function textBlock(text: string, face: Typeface, size: number, width: number): TextBlock {
  const known = entry(entry(broken, face), size * 8192 + width);
  const block = known.get(text);
  if (block !== undefined) return block;
  const lines = text.split(lineBreak).flatMap((paragraph) => wrap(paragraph, face, width / size));
  const widest = Math.max(...lines.map((line) => textWidth(line, face, size)));
  const fresh = { text: lines.join('\n'), lines, width: widest };
  if (known.size >= remembered) known.clear();
  known.set(text, fresh);
  return fresh;
}

const lineBreak = /\r\n|[\n\r\u2028\u2029]/u;

function entry<K, I, V>(map: Map<K, Map<I, V>>, key: K): Map<I, V> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}

function wrap(paragraph: string, face: Typeface, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  /** What of `line` may stay when the rest must go to the next one, and how wide that is. */
  let breakAt = 0;
  let widthAtBreak = 0;
  for (const glyph of glyphs(paragraph, face)) {
    const space = glyph.text === ' ';
    // Twice when what came after the last blank is too wide for a line together with this glyph.
    while (width + glyph.advance > room && line !== '' && !space) {
      const at = breakAt > 0 ? breakAt : line.length;
      lines.push(line.slice(0, at).trimEnd());
      width = breakAt > 0 ? width - widthAtBreak : 0;
      line = line.slice(at);
      breakAt = 0;
      widthAtBreak = 0;
    }
    line += glyph.text;
    width += glyph.advance;
    if (breaksAfter(glyph)) {
      breakAt = line.length;
      widthAtBreak = width;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

function breaksAfter(glyph: Glyph): boolean {
  return glyph.text === ' ' || glyph.text === '-' || glyph.draw === 'emoji' || glyph.advance === 1;
}
