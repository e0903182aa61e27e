import type { z } from 'zod';
import { type JournalData, type JournalKind, journalKinds } from '../../simulators/kernel/journal/kinds.ts';
import {
  type AppendEntry,
  appended,
  faultInjected,
  type injectFault,
  notHereTitle,
  type OfficeDeed,
  recordedEntries,
  type ScenarioEnded,
  type ScenarioStarted,
  scenarioEnded,
  scenarioSettled,
  scenarioStarted,
  type startScenario,
} from './api.ts';
import { type MemberAct, type MemberAnswer, memberAnswers } from './member-api.ts';

/** The world process refused, was not there, or answered something else than agreed. */
export class StageError extends Error {
  override readonly name = 'StageError';
  /** The HTTP status, or null when no answer came. */
  readonly status: number | null;
  /** What the world itself says of it. */
  readonly detail: string;
  /** What was asked for never can be had in a world like this. */
  readonly notHere: boolean;
  constructor(message: string, status: number | null, detail: string = message, notHere = false) {
    super(message);
    this.status = status;
    this.detail = detail;
    this.notHere = notHere;
  }
}

/** An entry of the journal, as far as a scenario needs it. */
export interface Recorded<K extends JournalKind> {
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly data: JournalData[K];
}

/** The control API of a running world, as spec workers and the launcher use it. Every call throws StageError. */
export interface StageClient {
  /** Puts a fresh world behind the same phones. Blocks until its phones are ready to be driven. */
  startScenario(scenario: z.infer<typeof startScenario>): Promise<ScenarioStarted>;
  /** Appends what was typed or seen, and returns the entry's sequence number. */
  append(entry: AppendEntry): Promise<number>;
  /** What the journal holds of one kind so far, oldest first. */
  recorded<K extends JournalKind>(kind: K): Promise<readonly Recorded<K>[]>;
  /** Injects one fault of the registry and returns its id. */
  inject(fault: z.infer<typeof injectFault>): Promise<string>;
  heal(faultId: string): Promise<void>;
  /** Lets time pass for every simulated party: an ISO 8601 duration. Refused where a phone is real. */
  advance(duration: string): Promise<void>;
  /** Has the tenant's records officer do it: set a retention, place or release a hold, ask for an erasure. */
  office(deed: OfficeDeed): Promise<void>;
  /** One thing that the user of a phone without a face does. Refused (409) when its screens do not lead there. */
  act<A extends MemberAct>(member: string, act: A): Promise<MemberAnswer<A['do']>>;
  /** Heals everything and waits for convergence, as long as that may take; false when it did not come. */
  settle(): Promise<boolean>;
  /** Settles what has not, and judges. Blocks as long as the invariants' deadlines allow. */
  endScenario(): Promise<ScenarioEnded>;
}

export interface StageClientOptions {
  /** From StageReady. */
  readonly controlUrl: string;
  /** The run's bearer token. */
  readonly token: string;
  /** For one call other than starting and ending a scenario, ms. */
  readonly timeoutMs?: number;
  /** For starting and for ending a scenario, and for healing, ms: convergence takes its time. */
  readonly scenarioTimeoutMs?: number;
}

export function stageClient(options: StageClientOptions): StageClient {
  const { controlUrl, token, timeoutMs = 10_000, scenarioTimeoutMs = 180_000 } = options;

  async function call(method: string, path: string, body: unknown, limitMs: number): Promise<unknown> {
    const name = `${method} ${path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, controlUrl), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(limitMs),
      });
      text = await response.text();
    } catch (error) {
      throw new StageError(`the world did not answer ${name}: ${reason(error, limitMs)}`, null);
    }
    if (!response.ok) {
      const { detail, title } = problem(text);
      const message = `the world refused ${name} with ${response.status}: ${detail}`;
      throw new StageError(message, response.status, detail, title === notHereTitle);
    }
    try {
      return text === '' ? undefined : JSON.parse(text);
    } catch {
      throw new StageError(`the world answered ${name} with something that is not JSON`, response.status);
    }
  }

  function checked<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw new StageError(
      `the world's answer to ${name} is not as agreed: ${issue?.path.join('.')} ${issue?.message}`,
      200,
    );
  }

  return {
    async startScenario(scenario) {
      const answer = await call('POST', '/scenarios', scenario, scenarioTimeoutMs);
      return checked(scenarioStarted, answer, 'POST /scenarios');
    },
    async append(entry) {
      return checked(appended, await call('POST', '/journal', entry, timeoutMs), 'POST /journal').seq;
    },
    async recorded(kind) {
      const name = `GET /journal/${kind}`;
      const { entries } = checked(recordedEntries, await call('GET', `/journal/${kind}`, undefined, timeoutMs), name);
      const data: z.ZodType<unknown> = journalKinds[kind];
      // What its own schema let through is of its kind.
      return entries.map((entry) => ({ ...entry, data: checked(data, entry.data, name) as JournalData[typeof kind] }));
    },
    async inject(fault) {
      return checked(faultInjected, await call('POST', '/faults', fault, timeoutMs), 'POST /faults').fault_id;
    },
    async heal(faultId) {
      await call('DELETE', `/faults/${encodeURIComponent(faultId)}`, undefined, scenarioTimeoutMs); // a phone may have to start
    },
    async advance(duration) {
      await call('POST', '/advance', { for: duration }, scenarioTimeoutMs);
    },
    async office(deed) {
      await call('POST', '/office', deed, scenarioTimeoutMs); // a subject that is down is asked again
    },
    async act<A extends MemberAct>(member: string, act: A) {
      const path = `/members/${encodeURIComponent(member)}`;
      const answer: z.ZodType<unknown> = memberAnswers[act.do];
      // What its own schema let through is the answer to that.
      return checked(answer, await call('POST', path, act, timeoutMs), `POST ${path}`) as MemberAnswer<A['do']>;
    },
    async settle() {
      const answer = await call('POST', '/scenarios/settle', {}, scenarioTimeoutMs);
      return checked(scenarioSettled, answer, 'POST /scenarios/settle').quiet;
    },
    async endScenario() {
      const answer = await call('POST', '/scenarios/end', {}, scenarioTimeoutMs);
      return checked(scenarioEnded, answer, 'POST /scenarios/end');
    },
  };
}

function reason(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${limitMs} ms`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** A problem (RFC 9457), or the start of whatever came. */
function problem(text: string): { readonly detail: string; readonly title?: unknown } {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'detail' in body)
      return { detail: String(body.detail), ...('title' in body && { title: body.title }) };
  } catch {
    // not JSON: shown as it is
  }
  return { detail: text.slice(0, 300) };
}
