import { drawRow } from './draw-rows.ts';
import { seconds } from './events.ts';
import { type Layout, layoutOf, type Placed } from './layout.ts';
import type { Outage, Timeline } from './model.ts';
import { box, family, line, n } from './svg.ts';
import { textWidth } from './text-width.ts';
import { ink, outageInk, size, verdictInk } from './theme.ts';

const footerLine = 28;

/** The picture of a timeline as SVG. The same timeline gives the same bytes. */
export function drawTimeline(timeline: Timeline): string {
  const layout = layoutOf(timeline);
  const { width, bottom } = layout;
  const across = (key: string): number | undefined => {
    const index = timeline.lanes.findIndex((lane) => lane.key === key);
    return index < 0 ? undefined : size.axis + (index + 0.5) * size.lane;
  };
  const bars = outageBars(timeline.outages, layout);
  const colourAt = (seq: number): string =>
    bars.find(({ outage }) => outage.from === seq || outage.to === seq)?.colour ?? outageInk[0];
  const footer = drawFooter(timeline, width, bottom);
  const height = bottom + footer.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" font-family="${family}">`,
    box(0, 0, width, height, { fill: ink.paper }),
    drawHead(timeline, width),
    ...timeline.lanes.map(({ key }) => {
      const x = across(key) ?? 0;
      return `<path d="M${n(x)} ${size.head + size.laneHead}V${n(bottom)}" stroke="${ink.faint}" stroke-width="1.5"/>`;
    }),
    ...bars.flatMap(({ outage, colour, inset, top, end }) =>
      outage.lanes.map((lane) => {
        const left = (across(lane) ?? 0) - size.lane / 2 + 8 + inset;
        return (
          box(left, top, size.lane - 16 - inset, end - top, { fill: colour, opacity: 0.1 }) +
          box(left, top, 6, end - top, { fill: colour })
        );
      }),
    ),
    ...drawLaneHeads(timeline),
    ...layout.rows.map(drawAxis),
    ...layout.rows.map((placed) => drawRow(placed, across, width, colourAt)),
    footer.svg,
    '</svg>',
  ].join('');
}

interface Bar {
  readonly outage: Outage;
  readonly colour: string;
  /** Outages at one time on one lane stand side by side. */
  readonly inset: number;
  readonly top: number;
  readonly end: number;
}

function outageBars(outages: readonly Outage[], { rows, bottom }: Layout): Bar[] {
  const middleOf = (seq: number | null): number | undefined => {
    const found = seq === null ? undefined : rows.find(({ row }) => row.shape !== 'flag' && row.entries.includes(seq));
    return found === undefined ? undefined : found.top + found.height / 2;
  };
  const colours = [...new Set(outages.map(({ title }) => title))];
  const bars: Bar[] = [];
  for (const outage of outages) {
    const top = middleOf(outage.from);
    if (top === undefined) continue;
    const end = middleOf(outage.to) ?? bottom;
    const beside = bars.filter((bar) => bar.end > top && bar.outage.lanes.some((lane) => outage.lanes.includes(lane)));
    const taken = new Set(beside.map(({ inset }) => inset));
    let inset = 0;
    while (taken.has(inset)) inset += 9;
    const colour = outageInk[colours.indexOf(outage.title) % outageInk.length] ?? outageInk[0];
    bars.push({ outage, colour, inset, top, end });
  }
  return bars;
}

function drawHead(timeline: Timeline, width: number): string {
  const violated = timeline.verdicts.filter(({ outcome }) => outcome === 'violated').length;
  const unknown = timeline.verdicts.filter(({ outcome }) => outcome === 'unknown').length;
  const held = timeline.verdicts.filter(({ outcome }) => outcome === 'held').length;
  const [words, colour] =
    violated > 0
      ? [`${violated} of ${violated + held + unknown} promises broken`, ink.bad]
      : unknown > 0 || held === 0
        ? [held + unknown === 0 ? 'not judged' : `${unknown} of ${held + unknown} promises unknown`, ink.unknown]
        : [held === 1 ? 'the promise held' : `all ${held} promises held`, ink.good];
  const wide = textWidth(words, 14, true) + 28;
  const when = `${timeline.startedAt.slice(0, 10)} ${timeline.startedAt.slice(11, 19)} UTC`;
  const broken =
    timeline.outages.length === 0
      ? 'nothing was broken on purpose'
      : `broken on purpose: ${[...new Set(timeline.outages.map(({ title }) => title))].join(', ')}`;
  const count = `${timeline.messages} message${timeline.messages === 1 ? '' : 's'}`;
  const facts = `${when} · ${timeline.environment.replace('-', ' ')} · ${count} · ${seconds(timeline.lastsMs)} · ${broken}`;
  return (
    line(timeline.title, { x: size.margin, y: 34, room: width - wide - 3 * size.margin, size: 20, bold: true }) +
    box(width - wide - size.margin, 18, wide, 32, { fill: colour, radius: 16 }) +
    line(words, {
      x: width - wide / 2 - size.margin,
      y: 34,
      room: wide,
      fill: '#ffffff',
      size: 14,
      bold: true,
      align: 'middle',
    }) +
    line(facts, { x: size.margin, y: 66, room: width - 2 * size.margin, fill: ink.quiet })
  );
}

function drawLaneHeads({ lanes }: Timeline): string[] {
  const seconds = line('seconds', {
    x: size.axis - 12,
    y: size.head + 15,
    room: size.axis,
    fill: ink.quiet,
    size: size.small,
    align: 'end',
  });
  return [
    seconds,
    ...lanes.map(({ kind, title, subtitle }, index) => {
      const x = size.axis + (index + 0.5) * size.lane;
      const left = x - size.lane / 2 + 8;
      const phone = kind === 'phone';
      return (
        box(left, size.head - 6, size.lane - 16, size.laneHead, {
          fill: phone ? ink.text : '#eff2f5',
          stroke: phone ? ink.text : ink.faint,
          radius: 8,
        }) +
        line(title, {
          x,
          y: size.head + 9,
          room: size.lane - 30,
          fill: phone ? '#ffffff' : ink.text,
          size: 14,
          bold: true,
          align: 'middle',
        }) +
        line(subtitle, {
          x,
          y: size.head + 27,
          room: size.lane - 26,
          fill: phone ? '#d1d9e0' : ink.quiet,
          size: size.small,
          align: 'middle',
        })
      );
    }),
  ];
}

const timeLabel = (atMs: number): string => (atMs / 1000).toFixed(atMs < 100_000 ? 2 : 1);

/** Times stand at rows; the same time twice is said once, and a pause is said in words. */
function drawAxis({ row, top, height, pauseMs, before }: Placed): string {
  if (row.shape === 'flag') return '';
  const label = timeLabel(row.atMs);
  const last = before === undefined || before.shape === 'flag' ? '' : timeLabel(before.atMs);
  const middle =
    row.shape === 'hop' || row.shape === 'fan' ? top + 26 : top + (row.shape === 'marks' ? 14 : height / 2);
  const pause =
    pauseMs === null
      ? ''
      : line(`${seconds(pauseMs)} later`, {
          x: size.axis - 12,
          y: top - 13,
          room: size.axis - 14,
          fill: ink.quiet,
          size: 10,
          align: 'end',
        });
  if (label === last) return pause;
  return (
    pause +
    line(label, { x: size.axis - 12, y: middle, room: size.axis, fill: ink.quiet, size: size.small, align: 'end' })
  );
}

function drawFooter(
  { verdicts, aggregated, rows }: Timeline,
  width: number,
  top: number,
): { svg: string; height: number } {
  const chips = verdicts.map(({ invariant, outcome, judged }) => ({
    text: `${invariant}: ${outcome.replace('-', ' ')}${judged > 0 ? ` (${judged})` : ''}`,
    colour: verdictInk[outcome],
  }));
  let svg = `<path d="M${size.margin} ${n(top)}H${n(width - size.margin)}" stroke="${ink.faint}"/>`;
  let x: number = size.margin;
  let y = top + 22;
  for (const { text, colour } of chips) {
    const wide = Math.min(width - 2 * size.margin, textWidth(text, size.small) + 30);
    if (x + wide > width - size.margin) {
      x = size.margin;
      y += footerLine;
    }
    svg += box(x, y - 11, wide, 22, { fill: ink.paper, stroke: colour, radius: 11 });
    svg += `<circle cx="${n(x + 13)}" cy="${n(y)}" r="4.5" fill="${colour}"/>`;
    svg += line(text, { x: x + 22, y, room: wide - 26, fill: colour, size: size.small });
    x += wide + 8;
  }
  if (chips.length > 0) y += footerLine;
  const legend = [
    aggregated
      ? 'Many messages: boxes count what happened at each party in a stretch of time.'
      : 'Numbered discs: the same message everywhere. Diamonds: new keys (MLS epoch).',
    ...(rows.some((row) => row.shape === 'fan' && row.missed.length > 0)
      ? ['Rings: meant for them, not there yet.']
      : []),
    'Coloured bars: broken from there to there. Red band: a promise was broken here. Brackets: how many things were judged.',
  ];
  svg += line(legend.join(' '), {
    x: size.margin,
    y,
    room: width - 2 * size.margin,
    fill: ink.quiet,
    size: size.small,
  });
  return { svg, height: y + 22 - top };
}
