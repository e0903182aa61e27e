import { runPlan } from '../harness/explore/run-plan.ts';
import type { Plan } from '../harness/faults/plan/schema.ts';

/** Two phones, ten messages, three faults. */
export const tenMessages = (seed: number): Plan => ({
  name: 'bench',
  seed,
  world: {
    phones: [
      { name: 'ana', os: 'android' },
      { name: 'ben', os: 'ios' },
    ],
    carriers: ['north', 'south'],
    webhookRetryMs: [1000, 2000, 4000, 8000, 10_000],
  },
  steps: [
    ...Array.from({ length: 10 }, (_, n) => ({
      at: `PT${5 + 5 * n}S`,
      do: 'send' as const,
      from: n % 2 === 0 ? 'ana' : 'ben',
      to: n % 2 === 0 ? 'ben' : 'ana',
      body: `message number ${n}`,
    })),
    { at: 'PT12S', fault: 'webhook.unavailable', status: 503, for: 'PT8S' },
    { at: 'PT24S', fault: 'phone.airplaneMode', phone: 'ben', for: 'PT10S' },
    { at: 'PT41S', fault: 'webhook.unavailable', status: 500, for: 'PT6S' },
  ],
});

/** Plays and judges a world. @returns its virtual seconds */
export async function playWorld(seed: number): Promise<number> {
  const { entries, outcome } = await runPlan(tenMessages(seed), { clock: 'virtual' });
  if (outcome === 'violated')
    throw new Error(`the bench's own world ${seed} violates an invariant: measure nothing before that is mended`);
  const [first, last] = [entries[0], entries.at(-1)];
  return first && last ? (Date.parse(last.at) - Date.parse(first.at)) / 1000 : 0;
}
