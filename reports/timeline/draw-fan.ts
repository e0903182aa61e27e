import { seconds } from './events.ts';
import type { Row } from './model.ts';
import { box, disc, discWidth, line, n } from './svg.ts';
import { textWidth } from './text-width.ts';
import { ink, size, toneInk } from './theme.ts';

/** One line over everybody concerned: dots at who sent it and at carriers, heads at who got it, rings at who did not. */
export function drawFan(
  row: Extract<Row, { shape: 'fan' }>,
  across: (lane: string) => number | undefined,
  top: number,
  width: number,
): string {
  const places = (lanes: readonly string[]): number[] => lanes.map(across).filter((x) => x !== undefined);
  const [from, via, to, missed] = [places(row.from), places(row.via), places(row.to), places(row.missed)];
  const all = [...from, ...via, ...to];
  const [left, right] = [Math.min(...all), Math.max(...all)];
  if (all.length === 0 || left === right) return '';
  const y = top + 26;
  const colour = toneInk[row.tone];
  const head = (x: number): string => {
    const ahead = from.some((start) => start < x) ? 1 : -1;
    const both = from.some((start) => start < x) && from.some((start) => start > x);
    return (
      `<path d="M${n(x)} ${n(y)}l${-ahead * 10} -5v10z" fill="${colour}"/>` +
      (both ? `<path d="M${n(x)} ${n(y)}l${ahead * 10} -5v10z" fill="${colour}"/>` : '')
    );
  };
  const words = `${row.text}${row.endMs - row.atMs >= 50 ? ` · ${seconds(row.endMs - row.atMs)}` : ''}`;
  const lead = row.message === null ? 0 : discWidth(String(row.message)) + 5;
  const wants = lead + textWidth(words, size.small);
  // Beside the one sender; what has many senders is read from its left end on.
  const [only = left] = from.length === 1 ? from : [];
  const leftwards = only - left > right - only;
  const room = leftwards ? only - 14 - size.axis : width - size.margin - only - 14;
  const wide = Math.min(room, wants);
  const start = leftwards ? only - 14 - wide : only + 14;
  const [leftmost, rightmost] = [Math.min(left, ...missed), Math.max(right, ...missed)];
  const unreached =
    leftmost === left && rightmost === right
      ? ''
      : `<path d="M${n(leftmost)} ${n(y)}H${n(left)}M${n(right)} ${n(y)}H${n(rightmost)}" stroke="${colour}" stroke-dasharray="1.5 4"/>`;
  const dash = row.tone === 'quiet' ? ' stroke-dasharray="4 3"' : '';
  return (
    unreached +
    `<path d="M${n(left)} ${n(y)}H${n(right)}" stroke="${colour}" stroke-width="1.8"${dash}/>` +
    [...from.map((x) => [x, 4.2] as const), ...via.map((x) => [x, 2.6] as const)]
      .map(([x, radius]) => `<circle cx="${n(x)}" cy="${n(y)}" r="${radius}" fill="${colour}"/>`)
      .join('') +
    to.map(head).join('') +
    missed
      .map((x) => `<circle cx="${n(x)}" cy="${n(y)}" r="5" fill="${ink.paper}" stroke="${colour}" stroke-width="1.6"/>`)
      .join('') +
    box(start - 4, y - 22, wide + 8, 18, { fill: ink.paper, radius: 9, opacity: 0.9 }) +
    (row.message === null ? '' : disc(String(row.message), start, y - 13, colour)) +
    line(words, { x: start + lead, y: y - 13, room: wide - lead + 2, fill: colour, size: size.small })
  );
}
