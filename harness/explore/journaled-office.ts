import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { formatDuration } from '../faults/duration.ts';
import { isFaultStep, type OfficeAction, officeActions, type Step } from '../faults/plan/schema.ts';

type Deed = JournalEntry<'subject.policy'> | JournalEntry<'subject.hold'> | JournalEntry<'subject.erasure'>;

/**
 * The step that has a records officer do what the journal tells; none where a plan cannot say it, or where the step before
 * does it already: one request may have several answers.
 * @param people who has these numbers, by name
 */
export function officeSteps(
  at: string,
  startedAtMs: number,
  deed: Deed,
  before: Step | undefined,
  people: (msisdns: readonly string[]) => string[],
): Step[] {
  const step = stepOf(at, startedAtMs, deed, people);
  if (!step || !officeActions[step.do].safeParse(step).success) return [];
  const same = (other: Step): boolean =>
    !isFaultStep(other) && JSON.stringify({ ...other, at }) === JSON.stringify(step);
  return before && same(before) && (step.do === 'erase' || step.do === 'release') ? [] : [step];
}

function stepOf(
  at: string,
  startedAtMs: number,
  { kind, data }: Deed,
  people: (msisdns: readonly string[]) => string[],
): OfficeAction | undefined {
  const since = (instant: string | null): string | undefined =>
    instant === null ? undefined : formatDuration(Math.max(0, Date.parse(instant) - startedAtMs));
  if (kind === 'subject.erasure') {
    const [custodian] = people([data.custodian]);
    return custodian === undefined ? undefined : { at, do: 'erase', custodian };
  }
  if (kind === 'subject.policy') {
    const { retention, cold_after } = data.asked.own ?? {};
    if (typeof retention !== 'string') return undefined;
    return { at, do: 'policy', retention, ...(typeof cold_after === 'string' && { coldAfter: cold_after }) };
  }
  if (data.did === 'released') return { at, do: 'release', matter: data.matter };
  const [from, until] = [since(data.from), since(data.to)];
  return {
    at,
    do: 'hold',
    matter: data.matter,
    ...(data.custodians !== null && { custodians: people(data.custodians) }),
    ...(from !== undefined && { since: from }),
    ...(until !== undefined && { until }),
  };
}
