import { maskNumbers } from '../mask-numbers.ts';
import { fitted, textWidth } from './text-width.ts';
import { ink, size } from './theme.ts';

/** The fonts of a picture: the packaged one where a picture is made of it, the reader's own elsewhere. */
export const family = 'Inter, Arial, Helvetica, Liberation Sans, sans-serif';

/** What XML 1.0 cannot hold becomes a replacement character; numbers of people never get into a picture. */
export function escaped(text: string): string {
  return maskNumbers(text)
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

interface TextOptions {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  /** How wide it may be. */
  readonly room: number;
  readonly fill?: string;
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: 'start' | 'middle' | 'end';
  /** Painted behind the letters, so that lines that cross them do not disturb. */
  readonly halo?: boolean;
}

/** One line of text, shortened to its room. */
export function line(text: string, options: TextOptions): string {
  const { x, y, room, fill = ink.text, bold = false, align = 'start', halo = false } = options;
  const fontSize = options.size ?? size.text;
  const words = fitted(text, fontSize, room, bold);
  const outline = halo ? ` stroke="${ink.paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"` : '';
  return (
    `<text x="${n(x)}" y="${n(y + fontSize * 0.36)}" font-size="${fontSize}"` +
    `${bold ? ' font-weight="700"' : ''}${align === 'start' ? '' : ` text-anchor="${align}"`} fill="${fill}"${outline}>${escaped(words)}</text>`
  );
}

export function box(
  x: number,
  y: number,
  width: number,
  height: number,
  style: { readonly fill: string; readonly stroke?: string; readonly radius?: number; readonly opacity?: number },
): string {
  return (
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${style.fill}"` +
    `${style.radius === undefined ? '' : ` rx="${style.radius}"`}${style.stroke === undefined ? '' : ` stroke="${style.stroke}"`}` +
    `${style.opacity === undefined ? '' : ` fill-opacity="${style.opacity}"`}/>`
  );
}

/** Messages' numbers as a disc has them: `3`, `1–5`, `1, 3`. */
export function discText(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** The width of a disc with this in it. */
export const discWidth = (text: string): number => Math.max(17, textWidth(text, 10.5, true) + 9);

/** A message's number in a disc. */
export function disc(text: string, x: number, y: number, fill: string): string {
  const width = discWidth(text);
  return (
    box(x, y - 8.5, width, 17, { fill, radius: 8.5 }) +
    line(text, { x: x + width / 2, y, room: width, fill: '#ffffff', size: 10.5, bold: true, align: 'middle' })
  );
}

/** Whole tenths: the same picture has the same bytes. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);
