import type { Row } from './model.ts';
import type { Told } from './story.ts';

/** How many rows of counts a run becomes at most, beside its faults. */
const buckets = 16;

/** For runs of many messages: what happened in each stretch of time, counted by party; faults keep rows of their own. */
export function countedRows(told: readonly Told[]): Row[] {
  const rows: Row[] = [];
  const first = told[0]?.atMs ?? 0;
  const stretchMs = Math.max(1, ((told.at(-1)?.atMs ?? 0) - first) / buckets);
  let counts = new Map<string, Map<string, number>>();
  let entries: number[] = [];
  let fromMs = first;
  const close = (): void => {
    if (counts.size > 0)
      rows.push({
        shape: 'marks',
        atMs: fromMs,
        entries,
        marks: [...counts].map(([lane, words]) => ({
          lane,
          look: 'counts',
          lines: [...words].map(([word, count]) => `${count} ${word}`),
          tone: [...words.keys()].some((word) => alarming.has(word)) ? 'bad' : 'plain',
          message: null,
        })),
      });
    counts = new Map();
    entries = [];
  };
  for (const { seq, atMs, drawn } of told) {
    if (counts.size > 0 && atMs - fromMs >= stretchMs) close();
    if (drawn.draw === 'band' || (drawn.draw === 'mark' && drawn.mark.look === 'fault')) {
      close();
      const last = rows.at(-1);
      if (drawn.draw === 'band') rows.push({ shape: 'band', atMs, entries: [seq], text: drawn.text, tone: drawn.tone });
      else if (last?.shape === 'marks' && last.entries.includes(seq))
        rows[rows.length - 1] = { ...last, marks: [...last.marks, drawn.mark] };
      else rows.push({ shape: 'marks', atMs, entries: [seq], marks: [drawn.mark] });
      continue;
    }
    const counted = countedAs(drawn);
    if (counted === undefined) continue;
    if (counts.size === 0) fromMs = atMs;
    entries.push(seq);
    const words = counts.get(counted.lane) ?? new Map<string, number>();
    words.set(counted.word, (words.get(counted.word) ?? 0) + 1);
    counts.set(counted.lane, words);
  }
  close();
  return rows;
}

const alarming = new Set(['attempts failed', 'uploads failed', 'refused', 'went wrong']);

function countedAs(drawn: Exclude<Told['drawn'], { draw: 'band' }>): { lane: string; word: string } | undefined {
  if (drawn.draw === 'leg') {
    if (drawn.message === null || drawn.text.startsWith('receipt')) return undefined;
    if (drawn.to.startsWith('phone:')) return { lane: drawn.to, word: 'arrived' };
    return drawn.from.startsWith('phone:') ? { lane: drawn.to, word: 'accepted' } : undefined;
  }
  const { lane, look, lines, tone } = drawn.mark;
  if (look === 'bubble') return { lane, word: lines[0] === 'writes' ? 'written' : 'shown' };
  if (look === 'epoch') return { lane, word: 'new epochs' };
  if (lane === 'webhooks')
    return { lane, word: { bad: 'attempts failed', quiet: 'repeated' }[String(tone)] ?? 'received' };
  if (lane === 'archive') return { lane, word: { bad: 'uploads failed', quiet: 'repeated' }[String(tone)] ?? 'stored' };
  if (lane.startsWith('carrier:')) return { lane, word: tone === 'bad' ? 'refused' : 'kept for later' };
  return tone === 'bad' ? { lane, word: 'went wrong' } : undefined;
}
