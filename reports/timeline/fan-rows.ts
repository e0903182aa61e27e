import type { Fanned } from './fans.ts';
import type { Row } from './model.ts';

/** A row of a way whose parts are still coming. */
export interface OpenFan {
  readonly fan: true;
  readonly atMs: number;
  endMs: number;
  readonly entries: number[];
  readonly parts: Fanned[];
}

export interface FanRows {
  /** The row that begins with this; undefined when it is part of one that has begun at most `withinMs` ago. */
  add(part: Fanned, seq: number, atMs: number, withinMs: number): OpenFan | undefined;
  /** Something broke or was mended there: what comes to, over or from this lane from here on begins rows of its own. */
  cut(lane: string): void;
  /** All begins anew from here on. */
  close(): void;
}

const isReceipt = ([first]: readonly Fanned[]): boolean => first?.text.startsWith('receipt') === true;

export function fanRows(): FanRows {
  const open = new Map<string, { readonly fan: OpenFan; readonly cut: Set<string> }>();
  return {
    add(part, seq, atMs, withinMs) {
      const known = open.get(part.way);
      // What was cut long ago has no say in what goes on now.
      const before = known !== undefined && atMs - known.fan.endMs <= withinMs ? known : undefined;
      const parted = [...part.from, ...part.via, ...part.to].some((lane) => before?.cut.has(lane));
      const way = parted ? `${part.way} after` : part.way;
      const begun = open.get(way)?.fan;
      if (begun !== undefined && atMs - begun.endMs <= withinMs) {
        begun.parts.push(part);
        begun.entries.push(seq);
        begun.endMs = atMs;
        return undefined;
      }
      const fan: OpenFan = { fan: true, atMs, endMs: atMs, entries: [seq], parts: [part] };
      open.set(way, { fan, cut: new Set() });
      return fan;
    },
    cut(lane) {
      // A second cut parts anew: what went on after the first one has its row.
      for (const [way, { cut }] of open)
        if (way.endsWith(' after')) open.delete(way);
        else cut.add(lane);
    },
    close: () => open.clear(),
  };
}

const once = (lanes: readonly string[]): string[] => [...new Set(lanes)];

/** All parts in one: who sent it, whom it passed, whom it reached, whom it did not. */
export function fanRow({ atMs, endMs, entries, parts }: OpenFan): Row {
  const [first] = parts;
  const senders = once(parts.flatMap(({ from }) => from));
  const passed = once(parts.flatMap(({ via }) => via));
  // What was kept, or was on its way when the row before ended, goes on from a carrier.
  const from = senders.length > 0 ? senders : passed.slice(0, 1);
  const to = once(parts.flatMap((part) => part.to)).filter((lane) => !from.includes(lane));
  const meant = once(parts.flatMap((part) => part.meant));
  const adds = once(parts.flatMap((part) => (part.adds === null ? [] : [part.adds])));
  const text = first?.text ?? '';
  const link = isReceipt(parts) ? ' by ' : ', ';
  return {
    shape: 'fan',
    atMs,
    endMs,
    entries,
    from,
    via: passed.filter((lane) => !from.includes(lane)),
    to,
    missed: meant.filter((lane) => !to.includes(lane)),
    text: adds.length === 0 ? text : `${text}${link}${adds.join(', ')}`,
    tone: first?.tone ?? 'plain',
    message: first?.message ?? null,
  };
}
