import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { formatDuration, parseDuration } from '../faults/duration.ts';
import type { Plan, Step } from '../faults/plan/schema.ts';
import { nameAgainst } from './against/against-name.ts';
import { groupSteps, namedGroups } from './journaled-groups.ts';
import { officeSteps } from './journaled-office.ts';
import { violatedOn } from './violated-on.ts';

/** A journal that no plan can be made from, and why. */
export class NoPlanError extends Error {
  override readonly name = 'NoPlanError';
}

/**
 * Turns any journal into the plan that does the same again: what users typed, switched and looked at, and the faults,
 * at their times since `world.started`. Bodies keep their canaries, so that messages correspond. What the journal's own
 * verdicts say was violated is what a replay must reproduce.
 * @throws NoPlanError when the journal has no `world.started`
 */
export function planFromJournal(entries: readonly JournalEntry[]): Plan {
  let started: JournalData['world.started'] | undefined;
  let startedAtMs = 0;
  let settled = false;
  const steps: Step[] = [];
  const faults = new Map<string, { index: number; atMs: number }>();
  /** What each conversation looked like last: looking again at the same changes nothing. */
  const seen = new Map<string, string>();
  const named: string[] = [];
  let expect: Plan['expect'];

  const groups = namedGroups();
  /** Who has a number, or which group has a title. */
  const name = (peer: string): string | undefined => groups.called(peer) ?? person(peer);
  const person = (msisdn: string): string | undefined =>
    started?.phones.find(
      (phone) => phone.paired_with === undefined && phone.msisdn.replaceAll(/\D/g, '') === msisdn.replaceAll(/\D/g, ''),
    )?.name;
  const people = (msisdns: readonly string[]): string[] => msisdns.flatMap((msisdn) => person(msisdn) ?? []);

  for (const entry of entries) {
    if (entry.kind === 'world.started') {
      started = entry.data;
      startedAtMs = Date.parse(entry.at);
    }
    if (!started) continue;
    const atMs = Date.parse(entry.at) - startedAtMs;
    const at = formatDuration(Math.max(0, atMs));
    if (entry.kind === 'world.settled') settled = true;
    else if (entry.kind === 'ui.sent') {
      const to = name(entry.data.peer);
      if (to !== undefined) steps.push({ at, do: 'send', from: entry.data.phone, to, body: entry.data.body });
    } else if (entry.kind === 'ui.switched') steps.push({ at, do: 'switch', ...entry.data });
    else if (entry.kind === 'subject.policy' || entry.kind === 'subject.hold' || entry.kind === 'subject.erasure')
      steps.push(...officeSteps(at, startedAtMs, entry, steps.at(-1), people));
    else if (entry.kind === 'ui.deleted') {
      const peer = name(entry.data.peer);
      const { phone, before } = entry.data;
      if (peer !== undefined) steps.push({ at, do: 'delete-message', phone, peer, before });
    } else if (entry.kind === 'ui.grouped') steps.push(...groupSteps(at, entry.data, groups, people, name));
    else if (entry.kind === 'ui.shown' && !settled) {
      const { phone, peer, bubbles } = entry.data;
      const other = name(peer);
      const received = JSON.stringify(bubbles.filter(({ direction }) => direction === 'in').map(({ body }) => body));
      if (other === undefined || received === '[]' || seen.get(`${phone} ${other}`) === received) continue;
      seen.set(`${phone} ${other}`, received);
      steps.push({ at, do: 'read', phone, peer: other });
    } else if (entry.kind === 'fault.injected') {
      faults.set(entry.data.fault_id, { index: steps.length, atMs });
      steps.push({ ...entry.data.parameters, at, fault: entry.data.fault });
    } else if (entry.kind === 'fault.healed') {
      const fault = faults.get(entry.data.fault_id);
      const step = fault && steps[fault.index];
      if (fault && step) steps[fault.index] = { ...step, for: formatDuration(atMs - fault.atMs) } as Step;
    } else if (entry.kind === 'verdict.invariant') {
      const { invariant, outcome } = entry.data;
      if (outcome === 'held' || outcome === 'violated' || outcome === 'unknown') named.push(invariant);
      const [canary] = outcome === 'violated' ? violatedOn(entry.data, entries) : [];
      if (outcome === 'violated') expect ??= { violated: invariant, ...(canary ? { canary } : {}) };
    }
  }

  if (!started)
    throw new NoPlanError('the journal has no world.started entry: it does not say which phones there were');
  const { phones, carriers, seed, scenario, environment, webhook_retry_ms, webhook_profile: profile } = started;
  const inOrder = steps
    .map((step, index) => ({ step, index, atMs: parseDuration(step.at) ?? 0 }))
    .sort((a, b) => a.atMs - b.atMs || a.index - b.index);
  return {
    name: environment === 'foreign-subject' ? nameAgainst(scenario) : scenario,
    seed,
    world: {
      phones: phones.map(({ name, os, msisdn, carrier, paired_with: pairedWith }) =>
        pairedWith === undefined ? { name, os, msisdn, carrier } : { name, os, pairedWith },
      ),
      carriers: [...carriers],
      webhookRetryMs: [...webhook_retry_ms],
      ...(profile !== undefined && { webhooks: { profile } }),
    },
    ...(named.length > 0 ? { invariants: named } : {}),
    ...(expect ? { expect } : {}),
    steps: inOrder.map(({ step }) => step),
  };
}
