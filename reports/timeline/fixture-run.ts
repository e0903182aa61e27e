import { runPlan } from '../../harness/explore/run-plan.ts';
import type { Plan } from '../../harness/faults/plan/schema.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';

/** A run on the virtual clock with `messages` messages between two phones, one of them off the air for a while. */
export async function runOf(messages: number): Promise<readonly JournalEntry[]> {
  const steps: Plan['steps'][number][] = Array.from({ length: messages }, (_, index) => ({
    at: `PT${5 + index}S`,
    do: 'send' as const,
    from: index % 3 === 2 ? 'ben' : 'ana',
    to: index % 3 === 2 ? 'ana' : 'ben',
    body: `No. <${index + 1}> & shall we meet at the station, or would the river be nicer and warmer today?`,
  }));
  steps.splice(1, 0, { at: 'PT5.5S', fault: 'phone.airplaneMode', phone: 'ben', for: 'PT10S' });
  const run = await runPlan(
    {
      name: 'a conversation',
      seed: 7,
      world: {
        phones: [
          { name: 'ana', os: 'android' },
          { name: 'ben', os: 'ios' },
        ],
        carriers: ['north', 'south'],
      },
      invariants: ['message-accounted-for'],
      steps: [...steps, { at: `PT${messages + 30}S`, do: 'read', phone: 'ben', peer: 'ana' }],
    },
    { clock: 'virtual' },
  );
  return run.entries;
}

/** The same run as if an invariant had been found violated on its first message, shown by `entries`. */
export function violatedBy(
  run: readonly JournalEntry[],
  shownBy: readonly number[],
  what = 'it was lost',
): readonly JournalEntry[] {
  const sent = run.find((entry) => entry.kind === 'ui.sent');
  const canary = sent?.kind === 'ui.sent' ? sent.data.canary : null;
  return run.map((entry) =>
    entry.kind === 'verdict.invariant' && entry.data.invariant === 'message-accounted-for'
      ? {
          ...entry,
          data: {
            ...entry.data,
            outcome: 'violated' as const,
            violations: [{ what, message_id: null, canary, entries: [...shownBy] }],
          },
        }
      : entry,
  );
}
