import { fanRow, fanRows, type OpenFan } from './fan-rows.ts';
import type { Mark, Row, Tone } from './model.ts';
import type { Told } from './story.ts';

/** Marks of different parties this close to one another share a row, ms. */
const togetherMs = 120;
/** Legs further apart than this are two arrows: what lay in between is part of the story, ms. */
const onTheWayMs = 2_000;

interface OpenHop {
  shape: 'hop';
  atMs: number;
  endMs: number;
  readonly entries: number[];
  readonly path: string[];
  text: string;
  tone: Tone;
  readonly message: number | null;
}
interface OpenMarks {
  shape: 'marks';
  atMs: number;
  endMs: number;
  readonly entries: number[];
  readonly marks: Mark[];
}

/** A receipt of another person is part of the same row if it comes so soon: what people do in between is seen, ms. */
const receiptsMs = 800;

/** One row a moment: each message's way is one arrow as long as nothing happened to it, small things share a row. */
export function rowsOf(told: readonly Told[]): Row[] {
  const rows: (Row | OpenHop | OpenMarks | OpenFan)[] = [];
  const ways = new Map<string, OpenHop>();
  const fans = fanRows();
  for (const { seq, atMs, kind, drawn } of told) {
    if (drawn.draw === 'band') {
      rows.push({ shape: 'band', atMs, endMs: atMs, entries: [seq], text: drawn.text, tone: drawn.tone });
      ways.clear();
      fans.close();
      continue;
    }
    if (drawn.draw === 'mark') {
      if (drawn.mark.look === 'fault') fans.cut(drawn.mark.lane);
      if (drawn.mark.look === 'fault' || kind === 'carrier.stored') ways.clear();
      const latest = rows.at(-1);
      const last = latest !== undefined && 'fan' in latest ? undefined : latest;
      const same = last?.shape === 'marks' && atMs - last.atMs <= togetherMs ? sameSaid(last, drawn.mark) : undefined;
      if (last?.shape === 'marks' && (same !== undefined || joins(last, drawn.mark, atMs))) {
        if (same === undefined) (last as OpenMarks).marks.push(drawn.mark);
        else (last as OpenMarks).marks[same.at] = same.mark;
        (last as OpenMarks).entries.push(seq);
        (last as OpenMarks).endMs = atMs;
      } else rows.push({ shape: 'marks', atMs, endMs: atMs, entries: [seq], marks: [drawn.mark] });
      continue;
    }
    if (drawn.draw === 'fan') {
      const begun = fans.add(drawn, seq, atMs, drawn.text.startsWith('receipt') ? receiptsMs : onTheWayMs);
      if (begun !== undefined) rows.push(begun);
      continue;
    }
    const { way, from, to, text, tone, message } = drawn;
    const open = ways.get(way);
    if (open !== undefined && atMs - open.endMs <= onTheWayMs) {
      if (open.path.at(-1) !== to) open.path.push(to);
      open.entries.push(seq);
      open.endMs = atMs;
      continue;
    }
    const hop: OpenHop = { shape: 'hop', atMs, endMs: atMs, entries: [seq], path: [from, to], text, tone, message };
    ways.set(way, hop);
    rows.push(hop);
  }
  return rows.map((row) => ('fan' in row ? fanRow(row) : row));
}

/** The same note on another message: one note with both numbers, and where it stands. */
function sameSaid(
  row: { readonly marks: readonly Mark[] },
  { look, lane, lines, tone, message }: Mark,
): { readonly at: number; readonly mark: Mark } | undefined {
  if (look !== 'note' || message === null) return undefined;
  const at = row.marks.findIndex(
    (mark) =>
      mark.look === 'note' &&
      mark.message !== null &&
      mark.lane === lane &&
      mark.tone === tone &&
      mark.lines[0] === lines[0],
  );
  const mark = row.marks[at];
  return mark === undefined ? undefined : { at, mark: { ...mark, also: [...(mark.also ?? []), message] } };
}

function joins(row: { readonly atMs: number; readonly marks: readonly Mark[] }, mark: Mark, atMs: number): boolean {
  const fault = (each: Mark): boolean => each.look === 'fault';
  return (
    atMs - row.atMs <= togetherMs &&
    row.marks.every(({ lane }) => lane !== mark.lane) &&
    row.marks.some(fault) === fault(mark)
  );
}
