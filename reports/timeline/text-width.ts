import { canaryShape } from '../../simulators/kernel/canary.ts';

/**
 * Widths of Inter's characters as fractions of the font size, rounded up by class: labels are fitted with them, so what
 * is measured too wide is cut early, and what is measured too narrow would overlap (a test compares with the rasteriser).
 */
const classes: readonly (readonly [RegExp, number])[] = [
  [/[mw]/, 0.89],
  [/[MW@%…—]/, 1],
  [/[ijlI.,:;'’‘|! ]/, 0.3],
  [/[ftr()[\]/\\]/, 0.39],
  [/["“”–-]/, 0.48],
  [/[a-z_]/, 0.61],
  [/[0-9]/, 0.65],
  [/[A-Z&+<>=~]/, 0.77],
];
const emphasis = 1.07;

export function textWidth(text: string, size: number, bold = false): number {
  let width = 0;
  for (const character of text) width += classes.find(([members]) => members.test(character))?.[1] ?? 1.1;
  return width * size * (bold ? emphasis : 1);
}

/** The text, or as much of it as fits, with an ellipsis. A canary at its end is kept whole: it is what is searched for. */
export function fitted(text: string, size: number, room: number, bold = false): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (textWidth(flat, size, bold) <= room) return flat;
  const token = canaryShape.exec(flat)?.[0];
  const tail = token === undefined ? '…' : `… ${token}`;
  const head = [...(token === undefined ? flat : flat.replace(token, '').trimEnd())];
  while (head.length > 0 && textWidth(head.join('') + tail, size, bold) > room) head.pop();
  const cut = head.join('').trimEnd() + tail;
  return cut;
}
