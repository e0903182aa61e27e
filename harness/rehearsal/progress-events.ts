import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { maskEvidence } from '../../reports/mask-evidence.ts';
import { journalKinds } from '../../simulators/kernel/journal/kinds.ts';

/** Who is to blame, decided before anyone reads the failure. */
export const failureClass = z.enum(['product', 'unknown', 'harness', 'device', 'environment']);
export type FailureClass = z.infer<typeof failureClass>;

/** What workers tell the launcher while they run. */
export const progressEvent = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('worker-started'), worker: z.string(), pid: z.number(), spec: z.string() }),
  z.strictObject({ event: z.literal('pair-leased'), worker: z.string(), pair: z.string() }),
  z.strictObject({ event: z.literal('lease-failed'), worker: z.string(), reason: z.string() }),
  /** Both sessions are up: with these drivers on these phones. */
  z.strictObject({
    event: z.literal('sessions-started'),
    phones: z.array(z.strictObject({ name: z.string(), os: z.string(), driver: z.string(), simulated: z.boolean() })),
  }),
  /** A phone that is not simulated, before anything is tried on it: once a run. */
  z.strictObject({
    event: z.literal('preflight'),
    phone: z.string(),
    os: z.string(),
    os_build: z.string(),
    app: z.string(),
    airplane: z.string(),
    rcs: z.string(),
    e2ee: z.string(),
  }),
  z.strictObject({ event: z.literal('scenario-started'), spec: z.string(), title: z.string() }),
  z.strictObject({ event: z.literal('step'), title: z.string(), text: z.string() }),
  /** A phone's session was lost in the middle of a scenario, and is made anew. */
  z.strictObject({
    event: z.literal('session-lost'),
    title: z.string(),
    phone: z.string(),
    class: failureClass,
    message: z.string(),
  }),
  z.strictObject({
    event: z.literal('judged'),
    spec: z.string(),
    title: z.string(),
    verdicts: z.array(journalKinds['verdict.invariant']),
  }),
  z.strictObject({
    event: z.literal('scenario-ended'),
    spec: z.string(),
    title: z.string(),
    /** Null: passed. */
    failure: z.strictObject({ class: failureClass, message: z.string() }).nullable(),
    duration_ms: z.number(),
  }),
  /** It cannot be tried on these phones: neither passed nor failed. */
  z.strictObject({ event: z.literal('scenario-skipped'), spec: z.string(), title: z.string(), reason: z.string() }),
  /** Nothing more may be tried on these phones: no scenario after this one runs. */
  z.strictObject({ event: z.literal('run-given-up'), title: z.string(), reason: z.string() }),
  /** A mocha hook, or the session itself, failed: nothing below it ran. */
  z.strictObject({
    event: z.literal('worker-failed'),
    spec: z.string(),
    class: failureClass,
    message: z.string(),
  }),
]);
export type ProgressEvent = z.infer<typeof progressEvent>;

/** `android 14 AP2A.240805.005, Messages 20260301, airplane mode off, RCS on, encryption on` */
export function preflightWords({
  os,
  os_build,
  app,
  airplane,
  rcs,
  e2ee,
}: Extract<ProgressEvent, { event: 'preflight' }>): string {
  return `${os} ${os_build}, Messages ${app}, airplane mode ${airplane}, RCS ${rcs}, encryption ${e2ee}`;
}

/** One line, one write: lines of several workers do not mix. Nobody's number is in it: reports are made of these. */
export function tell(file: string, event: ProgressEvent): void {
  const line = JSON.stringify(event, (_key, value: unknown) =>
    typeof value === 'string' ? maskEvidence(value) : value,
  );
  appendFileSync(file, `${line}\n`);
}

export interface ProgressTail {
  /** Reads what has come since the last time. */
  poll(): void;
}

/** Hands every new event of a growing file to `listener`. Missing files are empty. */
export function tailProgress(file: string, listener: (event: ProgressEvent) => void): ProgressTail {
  let offset = 0;
  return {
    poll() {
      const text = wholeLines(file, offset);
      offset += Buffer.byteLength(text);
      for (const line of text.split('\n').slice(0, -1)) listener(progressEvent.parse(JSON.parse(line)));
    },
  };
}

/** Everything that was told so far. */
export function progressSoFar(file: string): readonly ProgressEvent[] {
  const events: ProgressEvent[] = [];
  tailProgress(file, (event) => events.push(event)).poll();
  return events;
}

/** What a file holds from `offset` to its last newline. Missing files are empty. */
function wholeLines(file: string, offset: number): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const size = fstatSync(descriptor).size - offset;
    const bytes = Buffer.alloc(Math.max(0, size));
    const got = readSync(descriptor, bytes, 0, bytes.length, offset);
    return bytes.subarray(0, bytes.lastIndexOf(10, got - 1) + 1).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
