import { combine } from '../oracle/combine.ts';
import { classify } from './classify.ts';
import { givenUpBecause } from './give-up.ts';
import type { FailureClass, ProgressEvent } from './progress-events.ts';

type Judged = Extract<ProgressEvent, { event: 'judged' }>;

/** Why a scenario, or a spec that brought forth none, failed. */
export interface Failure {
  readonly title: string;
  readonly class: FailureClass;
  readonly message: string;
}

/** A scenario that cannot be tried on the phones of the run, and why: it neither passed nor failed. */
export interface PassedOver {
  readonly scenario: string;
  readonly reason: string;
}

export interface PhoneUsed {
  readonly os: string;
  /** `UiAutomator2`, `XCUITest`: as the server said when it made the session. */
  readonly driver: string;
  readonly simulated: boolean;
}

/** What a run came to, computed from what its workers told and from nothing else. */
export interface Outcome {
  readonly scenarios: { readonly total: number; readonly passed: number; readonly failed: number };
  readonly invariants: {
    readonly held: number;
    readonly violated: number;
    readonly unknown: number;
    readonly not_observable: number;
  };
  readonly phones: readonly PhoneUsed[];
  readonly notHere: readonly PassedOver[];
  readonly failures: readonly Failure[];
  /** Those of the failures that no worker told of: what began and never ended, and specs without a result. */
  readonly lost: readonly Failure[];
  readonly exitCode: 0 | 1 | 3 | 4;
}

export interface OutcomeOf {
  readonly events: readonly ProgressEvent[];
  /** Every spec file that was to run: one without a result is a failure. */
  readonly specs: readonly string[];
  /** Only a choice of the scenarios ran: an invariant that none of them names is no gap then. */
  readonly partial: boolean;
  /** The run was cut off by its user: what did not come to its end is no failure. */
  readonly interrupted?: boolean;
  /** The exit code of the spec runner, where it came to its end. */
  readonly runnerCode?: number;
  /** What the spec runner's log says went wrong, if anything. */
  readonly complaint?: string | undefined;
}

export function outcome({
  events,
  specs,
  partial,
  interrupted = false,
  runnerCode = 0,
  complaint,
}: OutcomeOf): Outcome {
  const ended = events.filter((event) => event.event === 'scenario-ended');
  const failures: Failure[] = ended.flatMap(({ title, failure }) => (failure === null ? [] : [{ title, ...failure }]));
  for (const event of events)
    if (event.event === 'worker-failed')
      failures.push({ title: event.spec, class: event.class, message: event.message });
  const lost = interrupted ? [] : withoutResult(events, specs, complaint);
  if (runnerCode !== 0 && failures.length + lost.length === 0)
    lost.push({
      title: 'the spec runner',
      class: 'harness',
      message: `it ended with ${runnerCode} although no scenario failed: ${complaint ?? 'its log says no more'}`,
    });
  failures.push(...lost);
  const verdicts = events.filter((event): event is Judged => event.event === 'judged').map((event) => event.verdicts);
  const { held, violated, unknown, not_observable } = countInvariants(verdicts, partial);
  const failed = failures.length;
  const passed = ended.filter(({ failure }) => failure === null).length;
  return {
    scenarios: { total: passed + failed, passed, failed },
    invariants: { held, violated, unknown, not_observable },
    phones: phonesUsed(events),
    notHere: events.flatMap((event) =>
      event.event === 'scenario-skipped' ? [{ scenario: event.title, reason: event.reason }] : [],
    ),
    failures,
    lost,
    exitCode: exitCode(failures, { held, violated, unknown }),
  };
}

/** The product's failures before the harness's: a run that shows one is never excused by a phone that broke as well. */
function exitCode(
  failures: readonly Failure[],
  { held, violated, unknown }: { readonly held: number; readonly violated: number; readonly unknown: number },
): 0 | 1 | 3 | 4 {
  const classes = new Set(failures.map((failure) => failure.class));
  if (classes.has('product') || violated > 0) return 1;
  if (classes.has('harness') || classes.has('device') || classes.has('environment')) return 3;
  // A run in which no promise was put to the test says nothing, however many scenarios passed.
  return classes.has('unknown') || unknown > 0 || held === 0 ? 4 : 0;
}

/** Each invariant counts once: by its worst answer over the run. One that no scenario of a whole run exercised is not known. */
function countInvariants(verdicts: readonly Judged['verdicts'][], partial: boolean): Outcome['invariants'] {
  const count = { held: 0, violated: 0, unknown: 0, not_observable: 0 };
  if (verdicts.length === 0) return count;
  for (const { counts } of combine(verdicts).invariants) {
    if (counts.violated > 0) count.violated++;
    else if (counts.unknown > 0) count.unknown++;
    else if (counts.held > 0) count.held++;
    else if (counts['not-observable'] > 0) count.not_observable++;
    else if (!partial) count.unknown++;
  }
  return count;
}

function withoutResult(events: readonly ProgressEvent[], specs: readonly string[], complaint?: string): Failure[] {
  const answered = new Set<string>();
  const open = new Map<string, { spec: string; title: string }>();
  for (const event of events) {
    if (event.event === 'scenario-started') open.set(`${event.spec}\n${event.title}`, event);
    if (event.event === 'scenario-ended' || event.event === 'scenario-skipped')
      open.delete(`${event.spec}\n${event.title}`);
    if (event.event === 'scenario-started' || event.event === 'scenario-ended' || event.event === 'worker-failed')
      answered.add(event.spec);
  }
  const givenUp = givenUpBecause(events);
  const leaseFailures = events.flatMap((event) => (event.event === 'lease-failed' ? [event.reason] : []));
  const unfinished = [...open.values()].map(({ title }) => ({
    title,
    class: givenUp === undefined ? ('harness' as const) : ('environment' as const),
    message:
      givenUp === undefined
        ? 'it started and never ended: its worker process was lost'
        : `it was cut off: the run was given up: ${givenUp}`,
  }));
  const why =
    givenUp === undefined
      ? (leaseFailures[0] ?? complaint ?? 'its worker process was lost')
      : `the run was given up: ${givenUp}`;
  const blame = leaseFailures.length > 0 || givenUp !== undefined ? 'environment' : classify(new Error(why));
  const missing = specs
    .filter((spec) => !answered.has(spec))
    .map((spec) => ({ title: spec, class: blame, message: `none of its scenarios ran: ${why}` }));
  return [...unfinished, ...missing];
}

function phonesUsed(events: readonly ProgressEvent[]): PhoneUsed[] {
  const byName = new Map<string, PhoneUsed>();
  for (const event of events) {
    if (event.event !== 'sessions-started') continue;
    for (const { name, os, driver, simulated } of event.phones) byName.set(name, { os, driver, simulated });
  }
  return [...byName.values()];
}
