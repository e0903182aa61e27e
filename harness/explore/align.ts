import { canaryOf } from '../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';

/** One thing that happened in either run or in both; times are ms since `world.started`. */
export interface AlignedLine {
  readonly what: string;
  readonly thenMs: number | null;
  readonly nowMs: number | null;
}

/**
 * Two runs beside each other: what users did and saw, what broke and healed, what became of each message. The same thing
 * stands on one line, ordered by the earlier of its times.
 */
export function aligned(then: Iterable<JournalEntry>, now: Iterable<JournalEntry>): readonly AlignedLine[] {
  const before = milestones(then);
  const after = milestones(now);
  const lines = [...new Set([...before.keys(), ...after.keys()])].map((what) => ({
    what,
    thenMs: before.get(what) ?? null,
    nowMs: after.get(what) ?? null,
  }));
  const first = ({ thenMs, nowMs }: AlignedLine): number => Math.min(thenMs ?? Infinity, nowMs ?? Infinity);
  return lines.sort((a, b) => first(a) - first(b));
}

/** The first time of each thing worth telling, in order. */
function milestones(entries: Iterable<JournalEntry>): Map<string, number> {
  const found = new Map<string, number>();
  const canaries = new Map<string, string>();
  let startedAtMs: number | undefined;
  for (const entry of entries) {
    const atMs = Date.parse(entry.at);
    if (entry.kind === 'world.started') startedAtMs = atMs;
    for (const what of named(entry, canaries)) if (!found.has(what)) found.set(what, atMs - (startedAtMs ?? atMs));
  }
  return found;
}

/** Message ids are drawn anew in every run; canaries are what two runs have in common. */
function named(entry: JournalEntry, canaries: Map<string, string>): string[] {
  const message = (id: string): string => canaries.get(id) ?? 'a message';
  switch (entry.kind) {
    case 'ui.sent':
      return [`${entry.data.phone} types ${entry.data.canary}`];
    case 'ui.grouped':
      return [`${entry.data.phone}, ${entry.data.peer}: ${entry.data.did} ${entry.data.whom.join(', ')}`.trimEnd()];
    case 'ui.deleted':
      return [`${entry.data.phone} deletes ${entry.data.canary ?? 'a message'}`];
    case 'ui.switched':
      return [`${entry.data.phone} switches ${entry.data.setting} ${entry.data.on ? 'on' : 'off'}`];
    case 'ui.shown':
      return entry.data.bubbles.flatMap(({ body, direction, status }) => {
        const canary = canaryOf(body);
        return canary
          ? [`${entry.data.phone} shows ${canary} ${direction === 'in' ? 'received' : (status ?? '')}`]
          : [];
      });
    case 'fault.injected':
    case 'fault.healed':
      return [`${entry.data.fault} (${entry.data.fault_id}) ${entry.kind.slice('fault.'.length)}`];
    case 'handset.queued':
    case 'handset.received':
      if (entry.data.canary !== null) canaries.set(entry.data.message_id, entry.data.canary);
      return entry.kind === 'handset.received'
        ? [`${entry.data.phone} receives ${message(entry.data.message_id)}`]
        : [];
    case 'handset.undecryptable':
      return [`${entry.data.phone} cannot open ${message(entry.data.message_id)}`];
    case 'carrier.accepted':
      return canaries.has(entry.data.message_id)
        ? [`${entry.data.carrier} accepts ${message(entry.data.message_id)}`]
        : [];
    case 'subject.record':
      return [`the archive has ${message(entry.data.message_id)} of ${entry.data.custodian}`];
    case 'world.settled':
      return ['the world settles'];
    case 'verdict.invariant':
      return entry.data.outcome === 'violated' ? [`${entry.data.invariant} is violated`] : [];
    default:
      return [];
  }
}
