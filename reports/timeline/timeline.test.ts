import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { canaryShape } from '../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { drawTimeline } from './draw.ts';
import { runOf, violatedBy } from './fixture-run.ts';
import { layoutOf } from './layout.ts';
import { pngOf } from './png.ts';
import { textWidth } from './text-width.ts';
import { timelineOf } from './timeline.ts';

let few: readonly JournalEntry[] = [];
let many: readonly JournalEntry[] = [];
before(async () => {
  few = await runOf(3);
  many = await runOf(60);
});

/** The entry in which a phone first shows a message that it received. */
const shownTo = (phone: string, run: readonly JournalEntry[]): number =>
  run.find(
    ({ kind, data }) =>
      kind === 'ui.shown' && data.phone === phone && data.bubbles.some(({ direction }) => direction === 'in'),
  )?.seq ?? -1;

interface Label {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Every text of a picture with the room that it takes. */
function labels(svg: string): Label[] {
  return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*?font-size="([\d.]+)"([^>]*)>([^<]*)<\/text>/g)].map(
    ([, x = '', y = '', size = '', rest = '', escaped = '']) => {
      const text = escaped.replace(/&(amp|lt|gt|quot);/g, '&');
      const width = textWidth(text, Number(size), rest.includes('700'));
      const anchor = rest.includes('middle') ? 0.5 : rest.includes('end') ? 1 : 0;
      const left = Number(x) - width * anchor;
      return { text, left, right: left + width, top: Number(y) - Number(size) * 0.8, bottom: Number(y) + 2 };
    },
  );
}

function overlaps(svg: string): string[] {
  const all = labels(svg);
  assert.ok(all.length > 20, `only ${all.length} labels were found`);
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom && other.top < one.bottom,
      )
      .map((other) => `"${one.text}" and "${other.text}"`),
  );
}

test('lanes stand in the order in which a message travels', () => {
  assert.deepEqual(
    timelineOf(few).lanes.map(({ key }) => key),
    ['phone:ana', 'carrier:north', 'carrier:south', 'phone:ben', 'webhooks', 'archive'],
  );
});

test('each message is told from typed to shown, in order of time, with its canary whole', () => {
  const timeline = timelineOf(few);
  assert.equal(timeline.messages, 3);
  assert.deepEqual(
    timeline.rows.map(({ atMs }) => atMs),
    timeline.rows.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
  const svg = drawTimeline(timeline);
  for (let message = 1; message <= 3; message++) {
    const marks = timeline.rows.flatMap((row) => (row.shape === 'marks' ? row.marks : []));
    const bubbles = marks.filter((mark) => mark.message === message && mark.look === 'bubble');
    assert.deepEqual(
      bubbles.map(({ lines }) => lines[0]),
      ['writes', 'shows'],
    );
    const canary = canaryShape.exec(bubbles[0]?.lines[1] ?? '')?.[0] ?? 'none';
    assert.equal(svg.split(`>${canary}<`).length - 1, 2, `${canary} stands at both ends`);
    assert.ok(timeline.rows.some((row) => row.shape === 'hop' && row.message === message && row.path.length === 4));
  }
  assert.ok(svg.includes('&lt;1&gt;') && !svg.includes('<1>'), 'what was typed does not get into the markup');
});

test('a message whose recipient is away stops at the carrier and goes on after the healing', () => {
  const { rows, outages } = timelineOf(few);
  const [away] = outages;
  assert.deepEqual(away?.lanes, ['phone:ben']);
  assert.equal(away.title, 'phone.airplaneMode');
  const hops = rows.flatMap((row) => (row.shape === 'hop' && row.message === 2 ? [row] : []));
  assert.deepEqual(
    hops.slice(0, 2).map(({ path }) => path),
    [
      ['phone:ana', 'carrier:north', 'carrier:south'],
      ['carrier:south', 'phone:ben'],
    ],
  );
  const at = (seq: number | null): number => rows.findIndex(({ entries }) => entries.includes(seq ?? -1));
  assert.ok(at(away.from) < rows.indexOf(hops[0] ?? assert.fail()));
  assert.ok(at(away.to) < rows.indexOf(hops[1] ?? assert.fail()));
});

test('a bar covers the lane that is broken, from injected to healed', () => {
  const timeline = timelineOf(few);
  const { rows } = layoutOf(timeline);
  const [away] = timeline.outages;
  const middle = (seq: number | null | undefined): number => {
    const placed = rows.find(({ row }) => row.entries.includes(seq ?? -1));
    return placed === undefined ? assert.fail('no row') : placed.top + placed.height / 2;
  };
  const bar = /<rect x="([\d.]+)" y="([\d.]+)" width="6" height="([\d.]+)" fill="#bc4c00"\/>/.exec(
    drawTimeline(timeline),
  );
  assert.ok(bar);
  assert.ok(Math.abs(Number(bar[2]) - middle(away?.from)) < 1);
  assert.ok(Math.abs(Number(bar[2]) + Number(bar[3]) - middle(away?.to)) < 1);
});

test('a broken invariant is flagged right after the entry that shows it, by name', () => {
  const cited = shownTo('ben', few);
  const { rows } = timelineOf(violatedBy(few, [cited]));
  const at = rows.findIndex(({ shape }) => shape === 'flag');
  const flag = rows[at];
  assert.ok(flag?.shape === 'flag');
  assert.equal(flag.invariant, 'message-accounted-for');
  assert.match(flag.text, /^it was lost, message 1 \(journal entries \d+\)$/);
  assert.ok(rows[at - 1]?.entries.includes(cited), `entry ${cited} is not in the row before`);
  assert.equal(flag.lane, 'phone:ben');
  const svg = drawTimeline(timelineOf(violatedBy(few, [cited])));
  assert.match(/>\d+ of \d+ promises broken</.exec(svg)?.[0] ?? '', /^>1 of/);
  assert.ok(svg.includes('>message-accounted-for<'));
});

test('a violation without an entry of its own stands at its message', () => {
  const { rows } = timelineOf(violatedBy(few, []));
  const at = rows.findIndex(({ shape }) => shape === 'flag');
  const about = rows[at - 1];
  assert.ok(about?.shape === 'hop' || about?.shape === 'marks');
  const messages = about.shape === 'hop' ? [about.message] : about.marks.map(({ message }) => message);
  assert.ok(messages.includes(1));
});

test('no label covers another, with few messages, with many, and where something broke', () => {
  for (const run of [few, many, violatedBy(few, [few.length - 3]), violatedBy(many, [200, 400])])
    assert.deepEqual(overlaps(drawTimeline(timelineOf(run))), []);
});

test('many messages are counted: none is lost, and the picture stays small', () => {
  const timeline = timelineOf(many);
  assert.equal(timeline.aggregated, true);
  assert.ok(timeline.rows.length < 60, `${timeline.rows.length} rows`);
  const written = timeline.rows
    .flatMap((row) => (row.shape === 'marks' ? row.marks.flatMap(({ lines }) => lines) : []))
    .flatMap((words) => (/^(\d+) written$/.exec(words) === null ? [] : [Number.parseInt(words, 10)]));
  assert.equal(
    written.reduce((sum, count) => sum + count, 0),
    60,
  );
});

test('the same journal gives the same bytes, and nobody’s number is among them', () => {
  const svg = drawTimeline(timelineOf(few));
  assert.equal(drawTimeline(timelineOf(few)), svg);
  assert.equal(/\d{9}|undefined|NaN|Infinity/.exec(svg), null);
  const png = pngOf(svg);
  assert.deepEqual(pngOf(svg), png);
  const [, width] = /width="(\d+)"/.exec(svg) ?? [];
  assert.equal(png.readUInt32BE(16), Number(width));
  assert.ok(png.length > 20_000, `${png.length} bytes: the letters are missing`);
});

test('a journal of half a world is drawn as far as it goes; what is no journal is refused', () => {
  assert.ok(drawTimeline(timelineOf(few.slice(0, 40))).includes('not judged'));
  assert.throws(() => timelineOf(few.slice(1)), RangeError);
});
