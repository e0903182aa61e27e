import { join } from 'node:path';
import { captureOutput } from './capture-output.ts';
import type { Interrupt } from './interrupt.ts';
import { type ProgressEvent, tailProgress } from './progress-events.ts';
import { type RunDescription, runVariable, tokenVariable } from './run-description.ts';

const pollMs = 100;
/** How long a worker gets to write the result of the scenario that ended the run, ms. */
const evidenceMs = 2_000;

export interface SpecRun {
  readonly config: string;
  readonly description: RunDescription;
  readonly token: string;
  readonly interrupt: Interrupt;
  /** What is left of the run is given up when it resolves. */
  readonly lost: Promise<string>;
  onEvent(event: ProgressEvent): void;
}

/** How it went: the specs ran to their end, were interrupted, or lost what they ran on. */
export type SpecRunEnd =
  | { readonly end: 'finished'; readonly code: number }
  | { readonly end: 'interrupted' }
  /** A scenario ended the run: what is left of it is not tried. */
  | { readonly end: 'given up' }
  | { readonly end: 'lost'; readonly what: string };

/** Loads the spec runner: about a second, so that it is asked for while phones still start. */
export async function loadRunner(): Promise<typeof import('@wdio/cli')> {
  // It brings two loaders of TypeScript, which Node 24 does not need, with a cache each in the temporary folder.
  process.env['TSX_DISABLE_CACHE'] = '1';
  process.env['JITI_FS_CACHE'] = 'false';
  return import('@wdio/cli');
}

/** Runs the specs in worker processes and reports what they tell. No worker is left when it returns. */
export async function runSpecs(run: SpecRun): Promise<SpecRunEnd> {
  const { description, interrupt } = run;
  const workers = new Set<number>();
  const givenUp = Promise.withResolvers<SpecRunEnd>();
  let last: string | undefined;
  const tail = tailProgress(description.progress, (event) => {
    if (event.event === 'worker-started') workers.add(event.pid);
    if (event.event === 'run-given-up') last = event.title;
    if (event.event === 'scenario-ended' && event.title === last)
      setTimeout(() => givenUp.resolve({ end: 'given up' }), evidenceMs);
    run.onEvent(event);
  });
  process.env[runVariable] = JSON.stringify(description);
  process.env[tokenVariable] = run.token;
  const { Launcher } = await loadRunner();
  const endCapture = captureOutput(join(description.logs, 'runner.log'));
  const poll = setInterval(() => tail.poll(), pollMs);
  let end: SpecRunEnd | undefined;
  try {
    end = await Promise.race([
      new Launcher(run.config, {}).run().then((code): SpecRunEnd => ({ end: 'finished', code: code ?? 1 })),
      givenUp.promise,
      interrupt.received.then((): SpecRunEnd => ({ end: 'interrupted' })),
      run.lost.then((what): SpecRunEnd => ({ end: 'lost', what })),
    ]);
    return end;
  } finally {
    clearInterval(poll);
    tail.poll();
    // Workers of a run that came to its end are gone, and their numbers may be somebody else's by now.
    if (end?.end !== 'finished') for (const pid of workers) endProcess(pid);
    // A runner that was cut off has more to say, until this process ends.
    if (end === undefined || end.end === 'finished') endCapture();
    delete process.env[runVariable];
    delete process.env[tokenVariable];
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
