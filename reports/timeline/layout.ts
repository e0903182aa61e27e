import type { Mark, Row, Timeline } from './model.ts';
import { size } from './theme.ts';

/** A row with its place. Heights include the gap that stands for the time before it. */
export interface Placed {
  readonly row: Row;
  /** The row's own band, pixels. */
  readonly top: number;
  readonly height: number;
  /** How long nothing happened before it, where that is worth saying, ms. */
  readonly pauseMs: number | null;
  /** The row before it. */
  readonly before: Row | undefined;
}

export interface Layout {
  readonly rows: readonly Placed[];
  readonly width: number;
  readonly bottom: number;
}

/** Pixels that a second without events is worth, up to a most. */
const gapPerSecond = 9;
const mostGap = 30;
const worthSayingMs = 1_500;

export function layoutOf({ rows, lanes }: Timeline): Layout {
  const placed: Placed[] = [];
  let y = size.head + size.laneHead + 8;
  let before: Row | undefined;
  for (const row of rows) {
    const idleMs = before === undefined || row.shape === 'flag' ? 0 : Math.max(0, row.atMs - before.endMs);
    const pauseMs = idleMs >= worthSayingMs ? idleMs : null;
    y += pauseMs === null ? Math.min(mostGap, (idleMs / 1000) * gapPerSecond) : mostGap;
    const height = heightOf(row);
    placed.push({ row, top: y, height, pauseMs, before });
    y += height;
    before = row;
  }
  return { rows: placed, width: size.axis + lanes.length * size.lane + size.margin, bottom: y + 8 };
}

function heightOf(row: Row): number {
  if (row.shape === 'hop' || row.shape === 'fan') return 36;
  if (row.shape === 'band') return 30;
  if (row.shape === 'flag') return 42;
  return Math.max(...row.marks.map(markHeight)) + 6;
}

export function markHeight({ look, lines }: Mark): number {
  if (look === 'bubble') return 60;
  if (look === 'counts') return lines.length * 17 + 10;
  return 22;
}
