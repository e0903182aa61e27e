import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { Excuse, OracleContext } from './invariant.ts';

/** A phone that its user took off the air may be this late after coming back, ms: as one whose fault has healed. */
const afterAirplaneMs = 30_000;

/**
 * Follows injected faults for one invariant, and phones that their users took off the air, and extends deadlines by what
 * they excuse.
 */
export interface ExcusedTime {
  entry(entry: JournalEntry): void;
  /**
   * When something that `phone` began at `fromMs` and owes by `dueMs` is really due: a fault that excuses it and was
   * active in between moves the deadline to its healing plus what it asks for. Infinity while such a fault is not healed.
   */
  due(phone: string, fromMs: number, dueMs: number): number;
}

interface Interval {
  readonly excuse: Excuse;
  readonly fromMs: number;
  untilMs: number;
}

export function excusedTime(invariant: string, context: OracleContext): ExcusedTime {
  const intervals: Interval[] = [];
  const open = new Map<string, Interval[]>();
  function close(cause: string, at: string): void {
    for (const interval of open.get(cause) ?? []) interval.untilMs = Date.parse(at);
    open.delete(cause);
  }

  return {
    entry(entry) {
      if (entry.kind === 'fault.injected') {
        const begun = context
          .excuses(entry.data)
          .filter((excuse) => excuse.invariant === invariant)
          .map((excuse) => ({ excuse, fromMs: Date.parse(entry.at), untilMs: Number.POSITIVE_INFINITY }));
        intervals.push(...begun);
        if (begun.length > 0) open.set(entry.data.fault_id, begun);
      } else if (entry.kind === 'fault.healed') {
        close(entry.data.fault_id, entry.at);
      } else if (entry.kind === 'ui.switched' && entry.data.setting === 'airplane') {
        const { phone, on } = entry.data;
        close(`switched ${phone}`, entry.at);
        if (!on) return;
        const excuse = { invariant, phones: [phone], afterHealingMs: afterAirplaneMs };
        const begun = { excuse, fromMs: Date.parse(entry.at), untilMs: Number.POSITIVE_INFINITY };
        intervals.push(begun);
        open.set(`switched ${phone}`, [begun]);
      }
    },
    due(phone, fromMs, dueMs) {
      let due = dueMs;
      // In order of injection: an extension may reach into a later fault, which then extends it further.
      for (const { excuse, fromMs: begunMs, untilMs } of intervals) {
        if (excuse.phones && !excuse.phones.includes(phone)) continue;
        const lateUntilMs = untilMs + excuse.afterHealingMs;
        if (begunMs <= due && lateUntilMs >= fromMs) due = Math.max(due, lateUntilMs);
      }
      return due;
    },
  };
}
