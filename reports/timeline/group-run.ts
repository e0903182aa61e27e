import { runPlan } from '../../harness/explore/run-plan.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';

/** Three people in a group on the virtual clock: one is off the air while the second message is written, then one leaves. */
export async function groupRun(): Promise<readonly JournalEntry[]> {
  const run = await runPlan(
    {
      name: 'three in a group',
      seed: 7,
      world: {
        phones: [
          { name: 'ana', os: 'android', carrier: 'north' },
          { name: 'ben', os: 'ios', carrier: 'south' },
          { name: 'cy', os: 'android', carrier: 'south' },
        ],
        carriers: ['north', 'south'],
      },
      invariants: ['message-accounted-for'],
      steps: [
        { at: 'PT2S', do: 'create-group', by: 'ana', group: 'crew', members: ['ben', 'cy'], subject: 'Crew' },
        { at: 'PT10S', do: 'send', from: 'ben', to: 'crew', body: 'Who is on deck?' },
        { at: 'PT20S', fault: 'phone.airplaneMode', phone: 'cy', for: 'PT20S' },
        { at: 'PT25S', do: 'send', from: 'ana', to: 'crew', body: 'I am.' },
        { at: 'PT60S', do: 'read', phone: 'cy', peer: 'crew' },
        { at: 'PT70S', do: 'leave', by: 'ben', group: 'crew' },
      ],
    },
    { clock: 'virtual' },
  );
  return run.entries;
}
