import type { Typeface } from './typeface.ts';

/**
 * A piece of text that is drawn as one: a character of the font, or a stand-in where the font has none. The packaged
 * fonts hold Latin, Greek and Cyrillic; an emoji is drawn as a plain disc, any other missing character as an outlined
 * box. The accessibility tree always carries the text itself.
 */
export interface Glyph {
  readonly draw: 'outline' | 'emoji' | 'box' | 'nothing';
  /** What it stands for: a code point, or a cluster for stand-ins. */
  readonly text: string;
  /** Fraction of the font size. */
  readonly advance: number;
}

/** Widths, as fractions of the font size, of what the fonts do not have. */
const emojiAdvance = 1.2;
const wideAdvance = 1;
const boxAdvance = 0.62;

const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const invisible = /^[\p{Control}\p{Format}\p{Mark}\p{Default_Ignorable_Code_Point}\u2028\u2029]$/u;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const letter = /\p{Letter}/u;
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text as it is drawn, left to right. A line break has no glyph; a tab is a space. */
export function glyphs(text: string, face: Typeface): readonly Glyph[] {
  const out: Glyph[] = [];
  if (!covered(text, face)) {
    for (const { segment } of clusters.segment(text)) out.push(...clusterGlyphs(segment, face));
    return out;
  }
  for (const character of text) out.push(outlined(character, face.advance(character.codePointAt(0) ?? 0) ?? 0));
  return out;
}

function covered(text: string, face: Typeface): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x24ff || (unit > 0x7e && (face.advance(unit) ?? 0) === 0)) return false;
  }
  return true;
}

const outlined = (text: string, advance: number): Glyph => ({ draw: 'outline', text, advance });

function clusterGlyphs(cluster: string, face: Typeface): readonly Glyph[] {
  if (cluster === '\t') return [outlined(' ', face.advance(0x20) ?? 0)];
  if (pictograph.test(cluster) && !(cluster.length === 1 && face.advance(cluster.charCodeAt(0)) !== undefined)) {
    return [{ draw: 'emoji', text: cluster, advance: emojiAdvance }];
  }
  const out: Glyph[] = [];
  for (const character of cluster) {
    const advance = face.advance(character.codePointAt(0) ?? 0);
    if (advance !== undefined && !/^\p{Control}$/u.test(character)) out.push(outlined(character, advance));
    else if (invisible.test(character)) out.push({ draw: 'nothing', text: character, advance: 0 });
    else out.push({ draw: 'box', text: character, advance: wide.test(character) ? wideAdvance : boxAdvance });
  }
  return out;
}

/** How wide a line is at a font size, in the units of the size. */
export function textWidth(text: string, face: Typeface, size: number): number {
  let width = 0;
  for (const glyph of glyphs(text, face)) width += glyph.advance;
  return width * size;
}

/** Whether a line starts at the right: its first letter belongs to a script that is written from there. */
export function readsFromRight(text: string): boolean {
  const first = letter.exec(text);
  return first !== null && rightToLeft.test(first[0]);
}

/** The longest beginning of a line that fits, with an ellipsis if it is not all of it. */
export function fitted(text: string, face: Typeface, size: number, width: number): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  const room = width / size;
  const ellipsis = face.advance(0x2026) ?? 0;
  let used = 0;
  let kept = '';
  let keptWithEllipsis = '';
  for (const glyph of glyphs(line, face)) {
    used += glyph.advance;
    if (used > room) return `${keptWithEllipsis.trimEnd()}…`;
    kept += glyph.text;
    if (used + ellipsis <= room) keptWithEllipsis = kept;
  }
  return line;
}
