import { planGroups } from './check-groups.ts';
import { isFaultStep, type Plan, subscribers } from './schema.ts';

/**
 * Who has to look where in the end: both sides of every conversation in which something is sent, and everybody who was
 * ever in a group, on each of their devices. Phone and peer, or group; each once.
 */
export function conversations(plan: Plan): readonly (readonly [string, string])[] {
  const owners = subscribers(plan);
  const groups = planGroups(plan);
  const pairs = new Map<string, readonly [string, string]>();
  const looks = (person: string, peer: string): void => {
    for (const [phone, owner] of owners) if (owner === person) pairs.set(`${phone} ${peer}`, [phone, peer]);
  };
  for (const step of plan.steps) {
    if (isFaultStep(step)) continue;
    if (step.do === 'create-group')
      for (const person of groups.get(step.group)?.people ?? []) looks(person, step.group);
    if (step.do !== 'send' || groups.has(step.to)) continue;
    const from = owners.get(step.from) ?? step.from;
    looks(step.to, from);
    looks(from, step.to);
  }
  return [...pairs.values()];
}
