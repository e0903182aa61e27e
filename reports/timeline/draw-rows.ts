import { canaryShape } from '../../simulators/kernel/canary.ts';
import { drawFan } from './draw-fan.ts';
import { seconds } from './events.ts';
import { markHeight, type Placed } from './layout.ts';
import type { Mark, Row } from './model.ts';
import { box, disc, discText, discWidth, line, n } from './svg.ts';
import { textWidth } from './text-width.ts';
import { ink, size, toneInk } from './theme.ts';

/** Where a lane's middle is, pixels; undefined for a lane that is not there. */
export type Across = (lane: string) => number | undefined;

const reach = size.lane - 16;

export function drawRow(
  { row, top, height, before }: Placed,
  across: Across,
  width: number,
  outageInkOf: (seq: number) => string,
): string {
  const middle = top + height / 2;
  switch (row.shape) {
    case 'marks':
      return row.marks
        .map((mark) => drawMark(mark, across(mark.lane), top + 3, outageInkOf(row.entries[0] ?? -1)))
        .join('');
    case 'hop':
      return drawHop(row, across, top);
    case 'fan':
      return drawFan(row, across, top, width);
    case 'band': {
      const room = width - size.axis - size.margin;
      const colour = row.tone === 'bad' ? ink.bad : ink.quiet;
      return (
        `<path d="M${n(size.axis)} ${n(middle)}H${n(width - size.margin)}" stroke="${colour}" stroke-dasharray="5 4"/>` +
        plaque(row.text, size.axis + room / 2, middle, room - 40, colour)
      );
    }
    case 'flag':
      return drawFlag(row, before?.shape === 'flag' ? () => undefined : across, top, height, width);
  }
}

function plaque(text: string, x: number, y: number, room: number, colour: string): string {
  const wide = Math.min(room, textWidth(text, size.small) + 24);
  return (
    box(x - wide / 2, y - 10, wide, 20, { fill: ink.paper, stroke: ink.faint, radius: 10 }) +
    line(text, { x, y, room: wide - 16, fill: colour, size: size.small, align: 'middle' })
  );
}

function drawMark(mark: Mark, x: number | undefined, top: number, fault: string): string {
  if (x === undefined) return '';
  const height = markHeight(mark);
  const left = x - reach / 2;
  const [first = ''] = mark.lines;
  if (mark.look === 'counts') {
    const stroke = mark.tone === 'bad' ? ink.bad : ink.faint;
    return (
      box(left, top, reach, height - 2, { fill: mark.tone === 'bad' ? ink.badPaper : '#f6f8fa', stroke, radius: 6 }) +
      mark.lines
        .map((text, index) => line(text, { x, y: top + 13 + index * 17, room: reach - 16, align: 'middle' }))
        .join('')
    );
  }
  if (mark.look === 'bubble') {
    return drawBubble(mark, left, top, height);
  }
  const middle = top + height / 2;
  if (mark.look === 'fault') {
    const began = mark.tone === 'bad';
    return (
      box(
        left,
        top + 1,
        reach,
        20,
        began ? { fill: fault, radius: 4 } : { fill: ink.paper, stroke: fault, radius: 4 },
      ) +
      line(first, {
        x,
        y: middle,
        room: reach - 12,
        fill: began ? '#ffffff' : fault,
        size: size.small,
        bold: true,
        align: 'middle',
      })
    );
  }
  const colour = mark.look === 'epoch' ? ink.epoch : mark.tone === 'plain' ? ink.text : toneInk[mark.tone];
  const numbers = mark.message === null ? '' : discText([mark.message, ...(mark.also ?? [])]);
  const lead = numbers === '' ? 15 : discWidth(numbers) + 5;
  const wide = Math.min(reach, lead + textWidth(first, size.small) + 14);
  const start = x - wide / 2 + 6;
  const sign =
    mark.look === 'epoch'
      ? `<path d="M${n(start + 5)} ${n(middle - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z" fill="${colour}"/>`
      : numbers === ''
        ? `<circle cx="${n(start + 5)}" cy="${n(middle)}" r="3.5" fill="${colour}"/>`
        : disc(numbers, start, middle, colour === ink.text ? ink.quiet : colour);
  return (
    box(x - wide / 2, top + 1, wide, 20, {
      fill: mark.tone === 'bad' ? ink.badPaper : ink.paper,
      radius: 10,
      opacity: 0.92,
    }) +
    sign +
    line(first, { x: start + lead, y: middle, room: wide - lead - 8, fill: colour, size: size.small })
  );
}

const bubbleLook = {
  plain: { paper: ink.bubble, edge: ink.hop },
  good: { paper: ink.shown, edge: ink.good },
  quiet: { paper: ink.paper, edge: ink.quiet },
  bad: { paper: ink.badPaper, edge: ink.bad },
} as const;

/** What was typed or shown: who recognises it by its canary needs that whole, the rest may be shortened. */
function drawBubble({ lines, tone, message }: Mark, left: number, top: number, height: number): string {
  const [doing = '', body = ''] = lines;
  const { paper, edge } = bubbleLook[tone];
  const number = message === null ? '' : String(message);
  const from = left + 14 + (number === '' ? 0 : discWidth(number));
  const canary = canaryShape.exec(body)?.[0] ?? '';
  const text = body.replace(canary, '').trim() || body;
  return (
    box(left, top, reach, height - 2, { fill: paper, stroke: edge, radius: 9 }) +
    (number === '' ? '' : disc(number, left + 8, top + 13, edge)) +
    line(doing, { x: from, y: top + 13, room: left + reach - from - 8, fill: edge, bold: true, size: size.small }) +
    line(text, { x: left + 9, y: top + 31, room: reach - 18 }) +
    line(canary, { x: left + 9, y: top + 47, room: reach - 18, fill: ink.quiet, size: 10 })
  );
}

function drawHop(row: Extract<Row, { shape: 'hop' }>, across: Across, top: number): string {
  const places = row.path.map(across).filter((x) => x !== undefined);
  const [from, to] = [places[0], places.at(-1)];
  if (from === undefined || to === undefined || from === to) return '';
  const y = top + 26;
  const colour = toneInk[row.tone];
  const ahead = to > from ? 1 : -1;
  const words = `${row.text}${row.endMs - row.atMs >= 50 ? ` · ${seconds(row.endMs - row.atMs)}` : ''}`;
  const lead = row.message === null ? 0 : discWidth(String(row.message)) + 5;
  const room = Math.abs(to - from) - 24;
  const wide = Math.min(room, lead + textWidth(words, size.small));
  // Beside the sender, where lanes in between have nothing to say.
  const start = ahead > 0 ? from + 14 : from - 14 - wide;
  return (
    `<path d="M${n(from)} ${n(y)}H${n(to - ahead * 9)}" stroke="${colour}" stroke-width="1.8"${row.tone === 'quiet' ? ' stroke-dasharray="4 3"' : ''}/>` +
    `<path d="M${n(to)} ${n(y)}l${-ahead * 10} -5v10z" fill="${colour}"/>` +
    places
      .slice(0, -1)
      .map((x) => `<circle cx="${n(x)}" cy="${n(y)}" r="3.4" fill="${colour}"/>`)
      .join('') +
    box(start - 4, y - 22, wide + 8, 18, { fill: ink.paper, radius: 9, opacity: 0.9 }) +
    (row.message === null ? '' : disc(String(row.message), start, y - 13, colour)) +
    line(words, { x: start + lead, y: y - 13, room: wide - lead + 2, fill: colour, size: size.small })
  );
}

function drawFlag(
  row: Extract<Row, { shape: 'flag' }>,
  across: Across,
  top: number,
  height: number,
  width: number,
): string {
  const left = size.axis;
  const wide = width - left - size.margin;
  const x = row.lane === null ? undefined : across(row.lane);
  const middle = top + height / 2 + 2;
  const name = textWidth(row.invariant, size.text, true);
  return (
    (x === undefined ? '' : `<path d="M${n(x - 9)} ${n(top + 7)}h18l-9 -10z" fill="${ink.bad}"/>`) +
    box(left, top + 6, wide, height - 9, { fill: ink.badPaper, stroke: ink.bad, radius: 6 }) +
    box(left, top + 6, 30, height - 9, { fill: ink.bad, radius: 6 }) +
    `<path d="M${n(left + 10)} ${n(middle - 5)}l10 10m0 -10l-10 10" stroke="#ffffff" stroke-width="2.4"/>` +
    line(row.invariant, { x: left + 42, y: middle, room: name + 4, fill: ink.bad, bold: true }) +
    line(row.text, { x: left + 52 + name, y: middle, room: wide - name - 66, fill: ink.bad })
  );
}
