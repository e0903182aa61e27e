import type { Row } from './model.ts';
import type { Told } from './story.ts';

/** How many rows of counts a run becomes, beside its faults and long pauses. */
const stretches = 16;
/** After a pause of so long, ms, a new stretch begins. */
const pauseMs = 20_000;

/** For runs of many messages: what happened in each stretch of time, counted by party; faults keep rows of their own. */
export function countedRows(told: readonly Told[]): Row[] {
  const rows: Row[] = [];
  const most = Math.ceil(told.length / stretches);
  let counts = new Map<string, Map<Word, number>>();
  let entries: number[] = [];
  /** A message to many is accepted once. */
  const begun = new Set<string>();
  let fromMs = 0;
  let lastMs = 0;
  const close = (): void => {
    if (counts.size > 0)
      rows.push({
        shape: 'marks',
        atMs: fromMs,
        endMs: lastMs,
        entries,
        marks: [...counts].map(([lane, words]) => ({
          lane,
          look: 'counts',
          lines: order.filter((word) => words.has(word)).map((word) => counted(words.get(word) ?? 0, word)),
          tone: [...words.keys()].some((word) => alarming.has(word)) ? 'bad' : 'plain',
          message: null,
        })),
      });
    counts = new Map();
    entries = [];
  };
  for (const { seq, atMs, drawn } of told) {
    if (entries.length >= most || (counts.size > 0 && atMs - lastMs >= pauseMs)) close();
    if (drawn.draw === 'band' || (drawn.draw === 'mark' && drawn.mark.look === 'fault')) {
      close();
      const last = rows.at(-1);
      if (drawn.draw === 'band')
        rows.push({ shape: 'band', atMs, endMs: atMs, entries: [seq], text: drawn.text, tone: drawn.tone });
      else if (last?.shape === 'marks' && last.entries.includes(seq))
        rows[rows.length - 1] = { ...last, marks: [...last.marks, drawn.mark] };
      else rows.push({ shape: 'marks', atMs, endMs: atMs, entries: [seq], marks: [drawn.mark] });
      continue;
    }
    if (drawn.draw === 'fan' && drawn.from.length > 0) {
      if (begun.has(drawn.way)) continue;
      begun.add(drawn.way);
    }
    const one = countedAs(drawn);
    if (one === undefined) continue;
    if (counts.size === 0) fromMs = atMs;
    entries.push(seq);
    lastMs = atMs;
    const words = counts.get(one.lane) ?? new Map<Word, number>();
    words.set(one.word, (words.get(one.word) ?? 0) + 1);
    counts.set(one.lane, words);
  }
  close();
  return rows;
}

/** What a person asks first comes first. */
const order = [
  'written',
  'accepted',
  'kept for later',
  'arrived',
  'shown',
  'received',
  'stored',
  'repeated',
  'key change',
  'attempts failed',
  'uploads failed',
  'refused',
  'went wrong',
] as const;
type Word = (typeof order)[number];

const counted = (count: number, word: Word): string =>
  `${count} ${word}${word === 'key change' && count > 1 ? 's' : ''}`;

const alarming: ReadonlySet<Word> = new Set(['attempts failed', 'uploads failed', 'refused', 'went wrong']);

function countedAs(drawn: Exclude<Told['drawn'], { draw: 'band' }>): { lane: string; word: Word } | undefined {
  if (drawn.draw === 'fan') {
    const [to, via] = [drawn.to[0], drawn.via[0]];
    if (drawn.message === null || drawn.text.startsWith('receipt')) return undefined;
    if (to !== undefined) return { lane: to, word: 'arrived' };
    return drawn.from.length > 0 && via !== undefined ? { lane: via, word: 'accepted' } : undefined;
  }
  if (drawn.draw === 'leg') {
    if (drawn.message === null || drawn.text.startsWith('receipt')) return undefined;
    if (drawn.to.startsWith('phone:')) return { lane: drawn.to, word: 'arrived' };
    return drawn.from.startsWith('phone:') ? { lane: drawn.to, word: 'accepted' } : undefined;
  }
  const { lane, look, lines, tone } = drawn.mark;
  if (look === 'bubble') return { lane, word: lines[0] === 'writes' ? 'written' : 'shown' };
  if (look === 'epoch') return { lane, word: 'key change' };
  if (lane === 'webhooks')
    return { lane, word: tone === 'bad' ? 'attempts failed' : tone === 'quiet' ? 'repeated' : 'received' };
  if (lane === 'archive')
    return { lane, word: tone === 'bad' ? 'uploads failed' : tone === 'quiet' ? 'repeated' : 'stored' };
  if (lane.startsWith('carrier:')) return { lane, word: tone === 'bad' ? 'refused' : 'kept for later' };
  return tone === 'bad' ? { lane, word: 'went wrong' } : undefined;
}
